import { createHash, randomBytes } from 'node:crypto';
import { TenorError } from '@tenor/protocol';
import type { SessionScope } from './login-message.ts';

/** What a login gives. */
export interface Session {
  readonly account: number;
  readonly scope: SessionScope;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

const PER_ACCOUNT_MAX = 32;
const digest = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Open sessions. Tokens are kept hashed; the oldest session of an account makes room for a new one. */
export class Sessions {
  readonly #byDigest = new Map<string, Session>();
  readonly #byAccount = new Map<number, string[]>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  open(session: Session): string {
    const token = randomBytes(32).toString('base64url');
    const key = digest(token);
    const keys = this.#byAccount.get(session.account) ?? [];
    keys.push(key);
    this.#byDigest.set(key, session);
    while (keys.length > PER_ACCOUNT_MAX) this.#byDigest.delete(keys.shift()!);
    this.#byAccount.set(session.account, keys);
    return token;
  }

  /** The session of a token. Throws UNAUTHENTICATED when there is none or it has expired. */
  find(token: string): Session {
    const key = digest(token);
    const session = this.#byDigest.get(key);
    if (!session || session.expiresAt <= this.#now()) {
      this.#byDigest.delete(key);
      throw new TenorError('UNAUTHENTICATED', { detail: 'the session is unknown or has expired' });
    }
    return session;
  }
}
