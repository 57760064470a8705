/** Thrown instead of a price when there has been no good index for too long. */
export class IndexUnavailable extends Error {
  override readonly name = 'IndexUnavailable';
  readonly underlying: string;

  constructor(underlying: string, reason: string) {
    super(`No index of ${underlying}: ${reason}`);
    this.underlying = underlying;
  }
}
