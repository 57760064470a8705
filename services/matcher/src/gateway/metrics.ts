import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { GatewayContext } from './gateway-context.ts';

/** Figures of this process for Prometheus. */
export class GatewayMetrics {
  readonly registry = new Registry();
  readonly #calls: Counter<'method' | 'outcome'>;
  readonly #seconds: Histogram<'method'>;

  constructor(context: GatewayContext) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#calls = new Counter({
      name: 'tenor_calls_total',
      help: 'API calls by method and outcome (ok or the name of the error).',
      labelNames: ['method', 'outcome'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'tenor_call_seconds',
      help: 'Time from a parsed call to its reply.',
      labelNames: ['method'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
      registers,
    });
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    const { queries, hub } = context;
    gauge('tenor_engine_seq', 'Commands in the journal.', () => queries.summary().engineSeq);
    gauge('tenor_open_orders', 'Orders resting on the books.', () => queries.summary().openOrders);
    gauge('tenor_unproved_rows', 'Rows sealed or waiting that are not proved.', () => queries.summary().unprovedRows);
    gauge('tenor_last_sealed_batch', 'Number of the last sealed batch.', () => queries.summary().lastSealed);
    gauge('tenor_last_settled_batch', 'Number of the last settled batch.', () => queries.summary().lastSettled);
    gauge('tenor_subscribers', 'Connections with a subscription.', () => hub.subscribers);
    gauge('tenor_messages_delivered', 'Channel messages delivered.', () => hub.delivered);
  }

  called(method: string, outcome: string, milliseconds: number): void {
    this.#calls.inc({ method, outcome });
    this.#seconds.observe({ method }, milliseconds / 1000);
  }
}
