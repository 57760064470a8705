import type { InternalReport } from './internal-schema.ts';
import type { StatusJson } from './schema/status.ts';

type ProverStatus = StatusJson['prover'];

/** After this without a word the prover counts as offline. */
const SILENCE_MILLISECONDS = 30_000;

/** What the other processes last said of themselves. Nothing here is part of the exchange's state. */
export class ProcessStatus {
  readonly #now: () => number;
  #prover: { readonly status: ProverStatus; readonly at: number } | null = null;
  #l1: { block: number; stateRoot: bigint } | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  report(report: Extract<InternalReport, { kind: 'prover-status' | 'l1-status' }>): void {
    if (report.kind === 'l1-status') this.#l1 = { block: report.block, stateRoot: report.stateRoot };
    else {
      const { state, detail, progress } = report;
      this.#prover = { status: { state, detail, progress }, at: this.#now() };
    }
  }

  get prover(): ProverStatus {
    if (!this.#prover || this.#now() - this.#prover.at > SILENCE_MILLISECONDS) {
      return { state: 'offline', detail: this.#prover?.status.detail ?? null, progress: null };
    }
    return this.#prover.status;
  }

  get l1(): { block: number | null; stateRoot: bigint | null } {
    return this.#l1 ?? { block: null, stateRoot: null };
  }
}
