/** How many of a signer set may be faulty and how many must sign. */
export interface QuorumSize {
  /** Signers that may lie or be silent, f. */
  readonly faulty: number;
  /** Signatures a round needs, 2f + 1: any two quorums share an honest signer, and the honest suffice without the others. */
  readonly quorum: number;
}

/** The quorum of `n` signers. Throws RangeError unless n = 3f + 1. */
export function quorumSize(n: number): QuorumSize {
  const faulty = (n - 1) / 3;
  if (!Number.isSafeInteger(faulty) || faulty < 0)
    throw new RangeError(`A signer set has 3f + 1 keys (1, 4, 7, …), not ${n}.`);
  return { faulty, quorum: 2 * faulty + 1 };
}
