import { type ExchangePort as EngineView, ExchangeRefusal, type LiquidationPort } from '@tenor/margin-engine';
import { TenorError } from '@tenor/protocol';
import type { ExchangePort } from '../gateway/exchange-port.ts';
import type { Command } from '../sequencer/commands.ts';
import type { BookLevel } from '../sequencer/queries.ts';
import type { RiskWatch } from './risk-watch.ts';

const DEPTH = 50;

/** The exchange as the margin engine sees it from inside the same process. */
export function marginEngineView(
  exchange: ExchangePort,
  watch: RiskWatch,
  now: () => number,
): EngineView & LiquidationPort {
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
  const liquidate = (account: number, instrument: number): Promise<void> =>
    propose({ type: 'liquidate', account, instrument, offer: null, time: now() });
  const level = ([price, size]: BookLevel) => ({ price, size });
  return {
    markets: () => queries.instruments(),
    lastRound: async () => queries.round(),
    lastFundingHour: async (name) => queries.market(idOf(name)).lastFundingHour,
    depth: async (name) => {
      const { bids, asks } = queries.book(idOf(name), DEPTH);
      return { bids: bids.map(level), asks: asks.map(level) };
    },
    expiredHolders: async (limit) => queries.expiredHolders().slice(0, limit),
    submitRound: (round) => propose({ type: 'oracleRound', round, time: now() }),
    submitFunding: (step) => propose({ type: 'fundingStep', step, time: now() }),
    submitExpiry: (row) => propose({ type: 'expire', row, time: now() }),
    submitSweep: (account) => propose({ type: 'sweep', account, time: now() }),
    // While prices are late the exchange would refuse each of them.
    liquidatable: () => (queries.marketMode(now()).mode === 'running' ? watch.liquidatable() : []),
    liquidate,
  };
}
