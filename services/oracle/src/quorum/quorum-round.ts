import { isValidKey, oracleMessage, type PublicKey, type Signature, verify } from '@tenor/protocol';
import { quorumSize } from './quorum-size.ts';
import type { RoundProposal } from './round-proposal.ts';

/** A signature with its signer's place in the set. */
export interface MemberSignature {
  readonly member: number;
  readonly signature: Signature;
}

/** A round that a quorum has signed; signatures in the order of the members, exactly as many as the quorum. */
export interface QuorumRound extends RoundProposal {
  readonly signatures: readonly MemberSignature[];
}

/** Throws RangeError unless the keys are 3f + 1 valid and different ones. */
export function checkMembers(members: readonly PublicKey[]): void {
  quorumSize(members.length);
  if (new Set(members.map(({ x, y }) => `${x},${y}`)).size !== members.length) {
    throw new RangeError('A key is in the signer set twice.');
  }
  if (!members.every(isValidKey)) throw new RangeError('A key of the signer set is no valid key.');
}

/** Whether a quorum of different members signed this round for this domain. */
export function isQuorumRound(round: QuorumRound, members: readonly PublicKey[], domain: bigint): boolean {
  checkMembers(members);
  const { quorum } = quorumSize(members.length);
  const signers = new Set(round.signatures.map(({ member }) => member));
  if (signers.size !== round.signatures.length || signers.size < quorum) return false;
  const message = oracleMessage(domain, round);
  return round.signatures.every(({ member, signature }) => {
    const key = members[member];
    return key !== undefined && verify(message, signature, key);
  });
}
