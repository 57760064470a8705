import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusJson } from '../../services/matcher/src/gateway/schema/status.ts';

const PERIOD_MILLISECONDS = 1000;

/** Lines for a person, above one last line that shows the backlog as it is now. On anything but a terminal, the last line is written when it has changed. */
export class StatusLine {
  readonly #out: NodeJS.WriteStream;
  #shown = '';

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  print(text: string): void {
    if (!this.#out.isTTY) {
      this.#out.write(`${text}\n`);
      return;
    }
    this.#out.write(`\r\x1b[2K${text}\n${this.#shown}`);
  }

  /** Shows what the exchange says of itself until the returned function is called. */
  follow(url: string, tell: (text: string) => void): () => void {
    const controller = new AbortController();
    void this.#poll(url, tell, controller.signal);
    return () => controller.abort();
  }

  async #poll(url: string, tell: (text: string) => void, signal: AbortSignal): Promise<void> {
    let settled: number | undefined;
    let warming = '';
    while (!signal.aborted) {
      try {
        const status = await readStatus(url);
        const { prover, batches } = status;
        const step = prover.state === 'warming' ? withoutSeconds(prover.detail ?? '') : '';
        if (step !== '' && step !== warming) tell(`prover warming: ${step}`);
        warming = step;
        if (settled === 0 && batches.settled > 0) tell('the first batch is settled on L1');
        settled = batches.settled;
        this.#show(describe(status));
      } catch {
        this.#show('the exchange does not answer');
      }
      await sleep(PERIOD_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    }
  }

  #show(text: string): void {
    if (this.#out.isTTY) {
      this.#shown = text;
      this.#out.write(`\r\x1b[2K${text.slice(0, this.#out.columns - 1)}`);
      return;
    }
    // In a file, a line that only counts seconds says nothing new.
    const news = withoutSeconds(text);
    if (news === this.#shown) return;
    this.#shown = news;
    this.#out.write(`          ${text}\n`);
  }
}

const withoutSeconds = (text: string): string => text.replace(/, \d+ s\b/, '');

async function readStatus(url: string): Promise<StatusJson> {
  const response = await fetch(`${url}/rpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'public/status', params: {} }),
    signal: AbortSignal.timeout(2000),
  });
  return ((await response.json()) as { result: StatusJson }).result;
}

function describe({ prover, batches, l1 }: StatusJson): string {
  const { open_rows: open, unproved_rows: unproved, sealed, proved, settled, final } = batches;
  const doing = prover.detail ? `prover ${prover.state}: ${prover.detail}` : `prover ${prover.state}`;
  return (
    `backlog ${unproved} rows (${open} in the open batch) · batches: sealed ${sealed}, proved ${proved}, settled ${settled}, ` +
    `final ${final} · ${doing} · L1 entries ${l1.entries_applied}`
  );
}
