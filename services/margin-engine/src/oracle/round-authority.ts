import type { OracleRound, RoundContent } from '@tenor/protocol';
import type { ListedMarket } from '../engine/exchange-port.ts';

/** Who signs the rounds that the engine builds: a quorum of the oracle set, wherever its keys are. */
export interface RoundAuthority {
  /** Signs a round for what is listed now. Rejects with RoundUnsigned where no quorum signs. */
  sign(content: RoundContent, listed: readonly ListedMarket[]): Promise<OracleRound>;
}
