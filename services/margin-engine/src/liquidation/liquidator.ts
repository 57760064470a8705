import type { Logger } from 'pino';
import { ExchangeRefusal } from '../engine/exchange-refusal.ts';
import type { LiquidationCandidate, LiquidationPort } from './liquidation-port.ts';

/** Commands of one tick: a crash must not keep the next round waiting. */
const MOST_PER_TICK = 200;

/**
 * Proposes to close every account below its maintenance margin, after each move of the marks. What the book does not take is left to keepers and to
 * the next tick. It never writes state: the exchange's rules decide.
 */
export class Liquidator {
  readonly #port: LiquidationPort;
  readonly #log: Logger;
  /** The last refusal of each account that still waits, so that it is told once. */
  #waiting = new Map<number, string>();

  constructor(port: LiquidationPort, log: Logger) {
    this.#port = port;
    this.#log = log;
  }

  /** One look at all accounts. Returns how many liquidations the exchange took. */
  async tick(): Promise<number> {
    let taken = 0;
    const waiting = new Map<number, string>();
    for (let commands = 0; commands < MOST_PER_TICK; ) {
      const open = this.#port.liquidatable().filter(({ account }) => !waiting.has(account));
      if (open.length === 0) break;
      for (const candidate of open.slice(0, MOST_PER_TICK - commands)) {
        commands++;
        const refusal = await this.#close(candidate);
        if (refusal === null) taken++;
        else waiting.set(candidate.account, refusal);
      }
    }
    for (const [account, refusal] of waiting) {
      if (this.#waiting.get(account) !== refusal)
        this.#log.warn({ account, refusal }, 'a liquidation waits for takers');
    }
    this.#waiting = waiting;
    return taken;
  }

  /** Tries one position after the other. Returns null where one was taken, else the last refusal. */
  async #close({ account, instruments }: LiquidationCandidate): Promise<string | null> {
    let refusal = 'NO_POSITION';
    for (const instrument of instruments) {
      try {
        await this.#port.liquidate(account, instrument);
        this.#log.info({ account, instrument }, 'liquidated');
        return null;
      } catch (error) {
        if (!(error instanceof ExchangeRefusal)) throw error;
        refusal = error.refusal;
      }
    }
    return refusal;
  }
}
