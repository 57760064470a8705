import { Counter, Gauge, Registry } from 'prom-client';

/** What the lister counts, in the text format of Prometheus at `/metrics`. */
export class ListerMetrics {
  readonly #registry = new Registry();
  readonly sent = this.#counter('sent_total', 'Series sent to L1, by kind.', 'kind');
  readonly skipped = this.#counter('skipped_total', 'Series that were not sent, by reason.', 'reason');
  readonly cycles = this.#counter('cycles_total', 'Looks at the exchange: done, interrupted or failed.', 'outcome');
  readonly live = this.#gauge('live_series', 'Dated series with a market row.');
  readonly pending = this.#gauge('pending_series', 'Series sent that the exchange has not listed yet.');
  readonly freeRows = this.#gauge('free_rows', 'Market rows that nothing has and nothing is on its way to.');
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
    return new Counter({ name: `tenor_lister_${name}`, help, labelNames: [label], registers: [this.#registry] });
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name: `tenor_lister_${name}`, help, registers: [this.#registry] });
  }
}
