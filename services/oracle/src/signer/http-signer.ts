import type { ListedMarket } from '@tenor/margin-engine';
import { type PublicKey, parseExact, type RoundContent, stringifyExact } from '@tenor/protocol';
import type { Signer, SignerAnswer } from '../quorum/round-signer.ts';
import type { SignRequest } from './sign-request.ts';

export interface HttpSignerOptions {
  /** Origin of the signer, e.g. http://127.0.0.1:9101. */
  readonly url: string;
  readonly token: string;
  /** The member of the set that is expected there. */
  readonly key: PublicKey;
  /** What is listed now. */
  readonly listed: () => readonly ListedMarket[];
  /** Longest wait for its answer, milliseconds. */
  readonly timeoutMs: number;
}

const isPoint = (value: unknown): value is PublicKey => {
  const { x, y } = (value ?? {}) as Partial<PublicKey>;
  return typeof x === 'bigint' && typeof y === 'bigint';
};

function answerOf(text: string): SignerAnswer {
  const answer = parseExact<Partial<Record<'key' | 'signature' | 'refusal' | 'last', unknown>> | null>(text) ?? {};
  const { R8, S } = (answer.signature ?? {}) as { R8?: unknown; S?: unknown };
  const { reason, detail } = (answer.refusal ?? {}) as { reason?: unknown; detail?: unknown };
  const { round } = (answer.last ?? { round: 0 }) as { round?: unknown };
  const signed = isPoint(R8) && typeof S === 'bigint';
  const refused = typeof reason === 'string' && typeof detail === 'string' && Number.isSafeInteger(round);
  if (!isPoint(answer.key) || signed === refused) throw new Error('its answer is neither a signature nor a refusal');
  return answer as unknown as SignerAnswer;
}

/** Why a request came to nothing, in words; the address is told by whoever knows the place in the set. */
function failure(error: unknown, timeoutMs: number): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error.name === 'TimeoutError') return new Error(`no answer within ${timeoutMs} ms`);
  const { code, message } = (error.cause ?? {}) as { code?: unknown; message?: unknown };
  const cause = code ?? message;
  return new Error(typeof cause === 'string' ? `unreachable: ${cause}` : error.message);
}

/** A signer that is a process of its own. `answer` rejects, in words, where it cannot be reached, does not know the token or answers nonsense. */
export class HttpSigner implements Signer {
  readonly key: PublicKey;
  readonly #options: HttpSignerOptions;

  constructor(options: HttpSignerOptions) {
    this.key = options.key;
    this.#options = options;
  }

  async answer(content: RoundContent): Promise<SignerAnswer> {
    const { url, token, timeoutMs, listed } = this.#options;
    const request: SignRequest = {
      content,
      listed: listed().map(({ name, row, terms }) => ({ name, row, terms })),
    };
    try {
      const response = await fetch(new URL('/sign', url), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: stringifyExact(request),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.text();
      if (response.ok) return this.#mine(answerOf(text));
      const { name, message } = parseExact<{ name?: unknown; message?: unknown }>(text);
      throw new Error(`${String(name)}: ${String(message)}`);
    } catch (error) {
      throw failure(error, timeoutMs);
    }
  }

  #mine(answer: SignerAnswer): SignerAnswer {
    if (answer.key.x !== this.key.x || answer.key.y !== this.key.y) throw new Error('it answers with another key');
    return answer;
  }
}
