import type { Command } from '../sequencer/commands.ts';
import type { CommandResult, EventListener } from '../sequencer/exchange.ts';
import type { ExchangeQueries } from '../sequencer/queries.ts';

/** What the gateway asks of the exchange (sequencer/exchange.ts). */
export interface ExchangePort {
  readonly queries: ExchangeQueries;
  /** Resolves once the command is durable; rejects with a TenorError when it is refused. */
  submit(command: Command): Promise<CommandResult>;
  /** Events of durable commands, in order. Returns how to stop. */
  subscribe(listener: EventListener): () => void;
  /** Digest of the whole state, the same for the same journal on any machine. Costs time in proportion to the state. */
  stateHash(): string;
}
