/** How long a question must stand before it is asked, ms: nobody is answered while typing. */
export const ASKING_DELAY_MS = 150;

/** An answer with the question that it answers. */
export interface Answered<Q, A> {
  readonly question: Q;
  readonly answer: A;
}

/**
 * Asks about what changes fast: a question once it has stood for a moment, the same one again whenever it is put again, and shows only answers to the
 * question that stands, none of them older than one that was shown. While there is none, and where the asking fails, null is shown.
 */
export class LatestAnswer<Q, A> {
  readonly #ask: (question: Q) => Promise<A>;
  readonly #show: (answered: Answered<Q, A> | null) => void;
  #key: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #asked = 0;
  #shown = 0;

  constructor(ask: (question: Q) => Promise<A>, show: (answered: Answered<Q, A> | null) => void) {
    this.#ask = ask;
    this.#show = show;
  }

  /** Puts a question, or takes the last one back with null. */
  put(question: Q | null): void {
    const key = question === null ? null : JSON.stringify(question);
    if (key === this.#key) {
      // One that stands is not put off by being put again, or what changes all the time would never be asked.
      if (this.#timer !== null || question === null) return;
    } else {
      this.stop();
      this.#key = key;
      this.#show(null);
    }
    if (question !== null && key !== null)
      this.#timer = setTimeout(() => void this.#send(question, key), ASKING_DELAY_MS);
  }

  /** Asks and shows nothing more. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#key = null;
  }

  async #send(question: Q, key: string): Promise<void> {
    this.#timer = null;
    const number = ++this.#asked;
    const answered = await this.#ask(question).then(
      (answer) => ({ question, answer }),
      () => null,
    );
    if (key !== this.#key || number < this.#shown) return;
    this.#shown = number;
    this.#show(answered);
  }
}
