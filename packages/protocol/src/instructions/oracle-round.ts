import type { OracleRound } from '../batch/plan.ts';
import { oracleMessage } from '../codec/oracle-message.ts';
import { verify } from '../crypto/eddsa.ts';
import { TenorError } from '../errors.ts';
import { slopeFits } from '../margin/market-figures.ts';
import type { PublicKey } from '../state/account.ts';
import type { Market } from '../state/market.ts';

/**
 * Checks an oracle round: signed by the oracle's key for this domain, newer than the last, a mark for every listed market and none for the
 * others, and figures that fit the circuit. Throws STALE_ROUND or ROUND_REFUSED.
 */
export function checkOracleRound(
  round: OracleRound,
  last: OracleRound | null,
  markets: readonly (Market | null)[],
  oracleKey: PublicKey,
  domain: bigint,
): void {
  const refuse = (detail: string): never => {
    throw new TenorError('ROUND_REFUSED', { detail });
  };
  if (last && (round.round <= last.round || round.time < last.time))
    throw new TenorError('STALE_ROUND', { param: 'round' });
  if (round.marks.length !== markets.length) refuse('a mark for every market row is needed');
  if (round.key.x !== oracleKey.x || round.key.y !== oracleKey.y) refuse('not signed by the oracle key');
  markets.forEach((market, row) => {
    const mark = round.marks[row]!;
    if (market ? mark <= 0n : mark !== 0n) refuse(`the mark of row ${row}`);
    if (market && !slopeFits(market, mark)) refuse(`the mark of row ${row} is beyond the margin slope's range`);
  });
  if (!verify(oracleMessage(domain, round), round.signature, round.key)) refuse('signature');
}
