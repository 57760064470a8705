import { type ExchangePort as EngineView, ExchangeRefusal } from '@tenor/margin-engine';
import { TenorError } from '@tenor/protocol';
import type { ExchangePort } from '../gateway/exchange-port.ts';
import type { Command } from '../sequencer/commands.ts';
import type { BookLevel } from '../sequencer/queries.ts';

const DEPTH = 50;

/** The exchange as the margin engine sees it from inside the same process. */
export function marginEngineView(exchange: ExchangePort, now: () => number): EngineView {
  const { queries } = exchange;
  const idOf = (name: string): number => {
    const found = queries.instruments().find((instrument) => instrument.name === name);
    if (!found) throw new TenorError('UNKNOWN_INSTRUMENT', { detail: name });
    return found.terms.instrument;
  };
  const propose = async (command: Command): Promise<void> => {
    try {
      await exchange.submit(command);
    } catch (error) {
      if (error instanceof TenorError) throw new ExchangeRefusal(error.name, error.message);
      throw error;
    }
  };
  const level = ([price, size]: BookLevel) => ({ price, size });
  return {
    lastRound: async () => queries.round()?.round ?? 0,
    lastFundingHour: async (name) => queries.market(idOf(name)).lastFundingHour,
    depth: async (name) => {
      const { bids, asks } = queries.book(idOf(name), DEPTH);
      return { bids: bids.map(level), asks: asks.map(level) };
    },
    submitRound: (round) => propose({ type: 'oracleRound', round, time: now() }),
    submitFunding: (step) => propose({ type: 'fundingStep', step, time: now() }),
  };
}
