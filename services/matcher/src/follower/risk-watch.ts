import { AccountScan, type LiquidationCandidate } from '@tenor/margin-engine';
import { holding, type Market, marketFigures } from '@tenor/protocol';
import type { ExchangePort } from '../gateway/exchange-port.ts';
import type { ExchangeEvent } from '../sequencer/events.ts';

/** Who is below maintenance margin, by following the exchange: only what an event touched is read again. */
export class RiskWatch {
  readonly #exchange: ExchangePort;
  readonly #scan: AccountScan;
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
    const round = queries.round();
    if (!round) return [];
    const marginOf = (instrument: number, size: bigint): bigint => {
      const { row, terms } = queries.market(instrument).instrument;
      return holding(size, marketFigures(terms, round.marks[row]!)).margin;
    };
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
      else if (event.type === 'account') accounts.add(event.account);
    }
    if (marketsMoved) this.#readMarkets();
    for (const id of accounts) this.#readAccount(id);
  }

  #readMarkets(): void {
    const { queries } = this.#exchange;
    const round = queries.round();
    for (const { terms, row } of queries.instruments()) {
      const market: Market = queries.ledgerMarket(terms.instrument);
      this.#scan.setMarket(market, marketFigures(market, round?.marks[row] ?? 0n));
    }
  }

  #readAccount(id: number): void {
    this.#scan.setAccount(this.#exchange.queries.ledgerAccount(id));
  }
}
