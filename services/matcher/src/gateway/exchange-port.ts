import type { Command } from '../sequencer/commands.ts';
import type { ExchangeEvent } from '../sequencer/events.ts';
import type { ExchangeQueries, Receipt } from '../sequencer/queries.ts';

/** A command that is durable in the journal, with everything it caused. */
export interface CommandOutcome {
  readonly receipt: Receipt;
  readonly events: readonly ExchangeEvent[];
}

/** What the gateway asks of the exchange. */
export interface ExchangePort {
  readonly queries: ExchangeQueries;
  /** Resolves once the command is durable; rejects with a TenorError when it is refused. */
  submit(command: Command): Promise<CommandOutcome>;
  /** Events of durable commands, in order. Returns how to stop. */
  subscribe(listener: (events: readonly ExchangeEvent[]) => void): () => void;
  /** Digest of the whole state, the same for the same journal on any machine. */
  stateHash(): string;
}
