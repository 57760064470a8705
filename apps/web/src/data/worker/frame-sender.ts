import type { FeedPatch } from '../feed-state.ts';

/**
 * Sends what changed, at most one frame for each that the page has painted: a slow or hidden page costs nothing, and it
 * always gets the newest state next.
 */
export class FrameSender {
  #waiting: Record<string, unknown> = {};
  #pageIsReady = true;
  #scheduled = false;
  readonly #post: (patch: FeedPatch) => void;

  constructor(post: (patch: FeedPatch) => void) {
    this.#post = post;
  }

  /** Marks sections as changed; a later value of a section replaces an earlier one that was not sent yet. */
  update(patch: FeedPatch): void {
    Object.assign(this.#waiting, patch);
    this.#schedule();
  }

  /** The page has painted the last frame. */
  pageReady(): void {
    this.#pageIsReady = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || !this.#pageIsReady || Object.keys(this.#waiting).length === 0) return;
    this.#scheduled = true;
    // One turn later, so that all messages that are already here share the frame.
    setTimeout(() => this.#send(), 0);
  }

  #send(): void {
    this.#scheduled = false;
    this.#pageIsReady = false;
    const patch = this.#waiting as FeedPatch;
    this.#waiting = {};
    this.#post(patch);
  }
}
