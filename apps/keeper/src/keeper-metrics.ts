import { Counter, Gauge, Registry } from 'prom-client';

/** What the keeper counts, in the text format of Prometheus at `/metrics`. */
export class KeeperMetrics {
  readonly #registry = new Registry();
  readonly offers = this.#counter(
    'offers_total',
    'Offers by their outcome: taken, or the name of the refusal.',
    'outcome',
  );
  readonly skipped = this.#counter('skipped_total', 'Positions that were not offered for, by reason.', 'reason');
  readonly cycles = this.#counter('cycles_total', 'Looks at the exchange: done, interrupted or failed.', 'outcome');
  readonly unwinds = this.#counter('unwind_orders_total', 'Orders that unwind, by their type.', 'type');
  readonly takenUsd = new Counter({
    name: 'tenor_keeper_taken_usd_total',
    help: 'Notional taken over at the marks, USD.',
    registers: [this.#registry],
  });
  readonly liquidatable = this.#gauge('liquidatable_accounts', 'Accounts below maintenance margin.');
  readonly equityUsd = this.#gauge('equity_usd', 'Own equity.');
  readonly freeCollateralUsd = this.#gauge('free_collateral_usd', 'Own free collateral.');
  readonly positionUsd = this.#gauge('position_usd', 'Own positions without regard to their sign.');
  readonly killed = this.#gauge('killed', '1 while the kill switch is thrown.');

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Totals of a counter by its label. */
  async totals(counter: Counter<string>): Promise<Record<string, number>> {
    const { values } = await counter.get();
    return Object.fromEntries(values.map(({ labels, value }) => [String(Object.values(labels)[0] ?? ''), value]));
  }

  #counter(name: string, help: string, label: string): Counter<string> {
    return new Counter({ name: `tenor_keeper_${name}`, help, labelNames: [label], registers: [this.#registry] });
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name: `tenor_keeper_${name}`, help, registers: [this.#registry] });
  }
}
