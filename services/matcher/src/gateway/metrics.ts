import type { QuorumReport } from '@tenor/oracle';
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
    this.#oracle(context.options.oracle ?? (() => null));
    gauge('tenor_subscribers', 'Connections with a subscription.', () => hub.subscribers);
    gauge('tenor_messages_delivered', 'Channel messages delivered.', () => hub.delivered);
  }

  /** The signers of the oracle set, where they are processes of their own. */
  #oracle(report: () => QuorumReport | null): void {
    const registers = [this.registry];
    new Gauge({
      name: 'tenor_oracle_signer_signs',
      help: 'Whether the oracle signer at this place of the set signed when it was asked last.',
      labelNames: ['signer'],
      registers,
      collect() {
        for (const { signer, signs } of report()?.members ?? []) this.set({ signer }, signs ? 1 : 0);
      },
    });
    new Counter({
      name: 'tenor_oracle_abstentions_total',
      help: 'Rounds that an oracle signer did not sign, by reason.',
      labelNames: ['signer', 'reason'],
      registers,
      collect() {
        this.reset();
        for (const { signer, abstained } of report()?.members ?? []) {
          for (const [reason, count] of abstained) this.inc({ signer, reason }, count);
        }
      },
    });
  }

  called(method: string, outcome: string, milliseconds: number): void {
    this.#calls.inc({ method, outcome });
    this.#seconds.observe({ method }, milliseconds / 1000);
  }
}
