import { AccountScan, type LiquidationCandidate } from '@tenor/margin-engine';
import { holding, type MarketFigures, marketFigures } from '@tenor/protocol';
import type { ExchangePort } from '../gateway/exchange-port.ts';
import type { ExchangeEvent } from '../sequencer/events.ts';

/** Who is below maintenance margin, by following the exchange: only what an event touched is read again. */
export class RiskWatch {
  readonly #exchange: ExchangePort;
  readonly #scan: AccountScan;
  readonly #known = new Set<number>();
  readonly #unsubscribe: () => void;

  /** @param places positions that an account can hold */
  constructor(exchange: ExchangePort, places: number) {
    this.#exchange = exchange;
    this.#scan = new AccountScan(places);
    this.#readMarkets();
    for (const id of exchange.queries.accountIds()) this.#readAccount(id);
    this.#unsubscribe = exchange.subscribe((events) => this.#follow(events));
  }

  stop(): void {
    this.#unsubscribe();
  }

  /** Every account below its maintenance margin that holds anything, those that need the most margin first in each. */
  liquidatable(): LiquidationCandidate[] {
    const { queries } = this.#exchange;
    if (!queries.round()) return [];
    const marginOf = (instrument: number, size: bigint): bigint => holding(size, this.#figuresOf(instrument)).margin;
    return this.#scan.belowMaintenance().flatMap(({ account }) => {
      const held = queries.positions(account).map(({ instrument, size }) => ({
        instrument,
        margin: marginOf(instrument, size),
      }));
      held.sort((a, b) => (a.margin === b.margin ? a.instrument - b.instrument : a.margin > b.margin ? -1 : 1));
      return held.length === 0 ? [] : [{ account, instruments: held.map(({ instrument }) => instrument) }];
    });
  }

  #follow(events: readonly ExchangeEvent[]): void {
    let marketsMoved = false;
    const accounts = new Set<number>();
    for (const event of events) {
      if (event.type === 'round' || event.type === 'funding') marketsMoved = true;
      else if (event.type === 'expired') this.#readMarket(event.expiry.specification.terms.instrument);
      else if (event.type === 'account') accounts.add(event.account);
    }
    if (marketsMoved) this.#readMarkets();
    for (const id of accounts) this.#readAccount(id);
  }

  #readMarkets(): void {
    for (const { terms } of this.#exchange.queries.instruments()) this.#readMarket(terms.instrument);
  }

  #readMarket(instrument: number): void {
    const { queries } = this.#exchange;
    const settled = queries.settledIndices(instrument);
    if (settled) this.#scan.setSettled(instrument, settled);
    else this.#scan.setMarket(instrument, queries.ledgerMarket(instrument), this.#figuresOf(instrument));
    this.#known.add(instrument);
  }

  /** At the last round; nobody can hold an instrument that it has no mark for. */
  #figuresOf(id: number): MarketFigures {
    const { instrument, mark, index } = this.#exchange.queries.market(id);
    return marketFigures(instrument.terms, mark ?? 0n, index ?? 0n);
  }

  #readAccount(id: number): void {
    const account = this.#exchange.queries.ledgerAccount(id);
    for (const { instrument, size } of account.positions) {
      if (size !== 0n && !this.#known.has(instrument)) this.#readMarket(instrument);
    }
    this.#scan.setAccount(account);
  }
}
