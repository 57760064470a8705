import { isValidKey, type OracleRound, oracleMessage, type PublicKey, verify } from '@tenor/protocol';
import { quorumSize } from './quorum-size.ts';

/** Throws RangeError unless the keys are 3f + 1 valid and different ones. */
export function checkMembers(members: readonly PublicKey[]): void {
  quorumSize(members.length);
  if (new Set(members.map(({ x, y }) => `${x},${y}`)).size !== members.length) {
    throw new RangeError('A key is in the signer set twice.');
  }
  if (!members.every(isValidKey)) throw new RangeError('A key of the signer set is no valid key.');
}

/** Whether exactly a quorum of different members, in the order of the set, signed this round for this domain: what the exchange takes. */
export function isQuorumRound(round: OracleRound, members: readonly PublicKey[], domain: bigint): boolean {
  checkMembers(members);
  const { quorum } = quorumSize(members.length);
  const { signatures } = round;
  const ascending = signatures.every(({ signer }, i) => i === 0 || signer > signatures[i - 1]!.signer);
  if (signatures.length !== quorum || !ascending) return false;
  const message = oracleMessage(domain, round);
  return signatures.every(({ signer, signature }) => {
    const key = members[signer];
    return key !== undefined && verify(message, signature, key);
  });
}
