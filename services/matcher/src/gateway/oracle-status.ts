import type { QuorumReport } from '@tenor/oracle';
import type { StatusJson } from './schema/status.ts';

/** The oracle set for people: who signs, who does not and why; null where it is not known here. */
export function oracleStatus(report: QuorumReport | null): StatusJson['oracle'] {
  if (report === null) return null;
  const { quorum, members, missing } = report;
  return {
    needed: quorum,
    signing: members.filter(({ signs }) => signs === true).length,
    missing,
    signers: members.map(({ signer, signs, reason, detail, since }) => ({
      signer,
      state: signs === null ? 'unknown' : signs ? 'signs' : 'abstains',
      reason,
      detail,
      since,
    })),
  };
}

/** Why prices are late, with what is known of the oracle set. */
export const reasonWithOracle = (
  reason: string,
  mode: StatusJson['market_mode'],
  report: QuorumReport | null,
): string => (mode === 'running' || !report?.missing ? reason : `${reason} Rounds find no quorum: ${report.missing}.`);
