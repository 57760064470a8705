import { AccountScan, type LiquidationCandidate } from '@tenor/margin-engine';
import type { ExchangePort } from '../gateway/exchange-port.ts';
import { closingOrder } from '../sequencer/closing-leg.ts';
import { currentFigures } from '../sequencer/current-figures.ts';
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

  /** Every account below its maintenance margin that holds anything, with its instruments in the order in which they are best closed. */
  liquidatable(): LiquidationCandidate[] {
    const { queries } = this.#exchange;
    if (!queries.round()) return [];
    const figuresOf = currentFigures(queries);
    return this.#scan.belowMaintenance().flatMap(({ account }) => {
      const legs = closingOrder(queries.positions(account), figuresOf, queries.ledgerAccount(account).marginMode);
      return legs.length === 0 ? [] : [{ account, instruments: legs.map(({ instrument }) => instrument) }];
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
    const figuresOf = currentFigures(this.#exchange.queries);
    for (const { terms } of this.#exchange.queries.instruments()) this.#readMarket(terms.instrument, figuresOf);
  }

  #readMarket(instrument: number, figuresOf = currentFigures(this.#exchange.queries)): void {
    const { queries } = this.#exchange;
    const settled = queries.settledIndices(instrument);
    if (settled) this.#scan.setSettled(instrument, settled);
    else this.#scan.setMarket(instrument, queries.ledgerMarket(instrument), figuresOf(instrument));
    this.#known.add(instrument);
  }

  #readAccount(id: number): void {
    const account = this.#exchange.queries.ledgerAccount(id);
    for (const { instrument, size } of account.positions) {
      if (size !== 0n && !this.#known.has(instrument)) this.#readMarket(instrument);
    }
    this.#scan.setAccount(account);
  }
}
