/** How one member of the set answered last. */
export interface MemberReport {
  /** Its place in the set. */
  readonly signer: number;
  /** Null before it was asked. */
  readonly signs: boolean | null;
  /** Name of the refusal, or `unreachable`; null while it signs. */
  readonly reason: string | null;
  /** The same in words; null while it signs. */
  readonly detail: string | null;
  /** Unix milliseconds since when it has answered like this. */
  readonly since: number;
  /** Rounds that it did not sign since the start, by reason. */
  readonly abstained: ReadonlyMap<string, number>;
}

/** The oracle set as whoever collects its signatures sees it. */
export interface QuorumReport {
  /** Signatures a round needs. */
  readonly quorum: number;
  readonly members: readonly MemberReport[];
  /** Number of the last round that found a quorum, null before the first. */
  readonly lastSigned: number | null;
  /** Why the last round found none, for people; null where it did. */
  readonly missing: string | null;
}
