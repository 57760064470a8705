import type { Envelope } from '../api-channels.ts';

export type Verdict = 'snapshot' | 'next' | 'checksum' | 'ignore' | 'gap';

/** Follows `seq` and `prev_seq` of one channel and says what to do with each message. */
export class ChannelSequence {
  #last: number | null = null;

  /** Nothing counts until the next snapshot: after a disconnect or a gap. */
  reset(): void {
    this.#last = null;
  }

  get isSynced(): boolean {
    return this.#last !== null;
  }

  judge(message: Envelope): Verdict {
    if (message.type === 'snapshot' || message.type === 'resync') {
      this.#last = message.seq;
      return 'snapshot';
    }
    if (this.#last === null) return 'ignore';
    if (message.type === 'checksum') return message.seq === this.#last ? 'checksum' : this.#gap();
    if (message.prev_seq !== this.#last) return this.#gap();
    this.#last = message.seq;
    return 'next';
  }

  #gap(): Verdict {
    this.#last = null;
    return 'gap';
  }
}
