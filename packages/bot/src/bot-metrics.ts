import { Counter, Gauge, Registry } from 'prom-client';

/** What every bot counts, in the text format of Prometheus; each bot adds its own with `counter` and `gauge`. */
export class BotMetrics {
  readonly #registry = new Registry();
  readonly #prefix: string;
  /** Looks at the exchange by their outcome. */
  readonly cycles: Counter<string>;
  readonly killed: Gauge;

  /** @param bot goes into every name: `tenor_<bot>_…` */
  constructor(bot: string) {
    this.#prefix = `tenor_${bot}_`;
    this.cycles = this.counter('cycles_total', 'Looks at the exchange: done, interrupted or failed.', 'outcome');
    this.killed = this.gauge('killed', '1 while the kill switch is thrown.');
  }

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

  protected counter(name: string, help: string, ...labelNames: readonly string[]): Counter<string> {
    return new Counter({ name: this.#prefix + name, help, labelNames, registers: [this.#registry] });
  }

  protected gauge(name: string, help: string): Gauge {
    return new Gauge({ name: this.#prefix + name, help, registers: [this.#registry] });
  }
}
