import type { ExchangeClient } from './exchange-client.ts';

export interface ProverStatus {
  readonly state: 'warming' | 'ready' | 'proving';
  readonly detail: string | null;
  /** 0 to 1, null when unknown. */
  readonly progress: number | null;
}

/** The exchange takes longer silence for a prover that is gone. */
const REPEAT_MILLISECONDS = 10_000;

/** Tells the exchange what the prover is doing: at each change, and again every few seconds. Never fails: it is only for people. */
export class StatusReporter {
  readonly #exchange: ExchangeClient;
  readonly #timer: NodeJS.Timeout;
  #status: ProverStatus = { state: 'warming', detail: null, progress: null };

  constructor(exchange: ExchangeClient) {
    this.#exchange = exchange;
    this.#timer = setInterval(() => this.#send(), REPEAT_MILLISECONDS);
  }

  set(status: ProverStatus): void {
    const { state, detail } = this.#status;
    this.#status = status;
    if (state !== status.state || detail !== status.detail) this.#send();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #send(): void {
    this.#exchange.report({ kind: 'prover-status', ...this.#status }).catch(() => undefined);
  }
}
