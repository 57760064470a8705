import type { BatchPlan } from '@tenor/protocol';
import type {
  CommandAccepted,
  InternalCommand,
  InternalReport,
  InternalStatus,
  PlansPage,
} from '../../../matcher/src/gateway/internal-schema.ts';
import type { ExchangeClient } from '../../src/exchange/exchange-client.ts';

/** The exchange as the prover sees it: batches that are sealed one at a time when asked to, and what was reported of them. */
export class ModelExchange implements ExchangeClient {
  readonly reports: InternalReport[] = [];
  readonly commands: InternalCommand[] = [];
  readonly #plans: readonly BatchPlan[];
  #sealed: number;

  constructor(plans: readonly BatchPlan[], sealed = 0) {
    this.#plans = plans;
    this.#sealed = sealed;
  }

  get provedReported(): number[] {
    return this.reports.flatMap((report) => (report.kind === 'batch-proved' ? [report.batch] : []));
  }

  async plans(from: number, limit: number): Promise<PlansPage> {
    const plans = this.#plans.slice(from - 1, Math.min(from - 1 + limit, this.#sealed));
    return { plans, lastSealed: this.#sealed || null };
  }

  async status(): Promise<InternalStatus> {
    const proved = Math.max(0, ...this.provedReported);
    const waiting = this.#sealed < this.#plans.length ? 1 : 0;
    return {
      sequence: 1,
      journalHead: 0n,
      stateHash: '',
      entriesApplied: 0,
      lastRound: 1,
      marketMode: 'running',
      lastSealed: this.#sealed || null,
      lastProved: proved || null,
      lastSettled: null,
      lastFinal: null,
      openBatch: { rows: waiting, visits: waiting, entries: 0, fundingSteps: 0 },
      unprovedRows: 0,
    };
  }

  async command(command: InternalCommand): Promise<CommandAccepted> {
    this.commands.push(command);
    if (command.kind === 'seal' && this.#sealed < this.#plans.length) this.#sealed++;
    return { sequence: 1, duplicate: false };
  }

  async report(report: InternalReport): Promise<void> {
    this.reports.push(report);
  }

  async publishVerificationKey(): Promise<void> {}
}
