import type {
  CommandAccepted,
  InternalCommand,
  InternalReport,
  InternalStatus,
  PlansPage,
} from '../../../matcher/src/gateway/internal-schema.ts';

/** Where sealed batches come from. */
export interface PlanSource {
  /**
   * Sealed batches from number `from` on, at most `limit`; waits up to `waitMilliseconds` for the first.
   * Throws TenorError or a network error.
   */
  plans(from: number, limit: number, waitMilliseconds: number): Promise<PlansPage>;
}

/** The exchange process as the prover and the L1 watcher see it. */
export interface ExchangeClient extends PlanSource {
  status(): Promise<InternalStatus>;
  command(command: InternalCommand): Promise<CommandAccepted>;
  report(report: InternalReport): Promise<void>;
  publishVerificationKey(id: string, verificationKey: object): Promise<void>;
}
