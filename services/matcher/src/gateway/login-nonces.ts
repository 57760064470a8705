import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { TenorError } from '@tenor/protocol';

const LIFETIME_MILLISECONDS = 120_000;
const MAC_BYTES = 15;
const RANDOM_BYTES = 8;
const TIME_BYTES = 6;
const NONCE_BYTES = TIME_BYTES + RANDOM_BYTES + MAC_BYTES;

/**
 * Nonces for logging in. They carry their own expiry and a MAC, so that asking for them stores nothing; only a nonce
 * that was used is remembered, until it expires.
 */
export class LoginNonces {
  readonly #secret = randomBytes(32);
  readonly #used = new Map<bigint, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(account: number): { nonce: bigint; expiresAt: number } {
    const expiresAt = this.#now() + LIFETIME_MILLISECONDS;
    const head = Buffer.alloc(TIME_BYTES + RANDOM_BYTES);
    head.writeUIntBE(expiresAt, 0, TIME_BYTES);
    randomBytes(RANDOM_BYTES).copy(head, TIME_BYTES);
    return { nonce: BigInt(`0x${Buffer.concat([head, this.#mac(account, head)]).toString('hex')}`), expiresAt };
  }

  /** Throws UNAUTHENTICATED for a nonce that is not ours, of another account, too old or used. */
  check(account: number, nonce: bigint): void {
    const hex = nonce.toString(16).padStart(2 * NONCE_BYTES, '0');
    const bytes = Buffer.from(hex, 'hex');
    const head = bytes.subarray(0, TIME_BYTES + RANDOM_BYTES);
    const ours =
      hex.length === 2 * NONCE_BYTES && timingSafeEqual(bytes.subarray(head.length), this.#mac(account, head));
    if (!ours || head.readUIntBE(0, TIME_BYTES) < this.#now() || this.#used.has(nonce)) {
      throw new TenorError('UNAUTHENTICATED', { param: 'nonce', detail: 'ask for a new one: public/login_nonce' });
    }
  }

  /** Remembers a nonce as used. */
  use(nonce: bigint): void {
    const now = this.#now();
    for (const [used, expiresAt] of this.#used) {
      if (expiresAt >= now) break;
      this.#used.delete(used);
    }
    this.#used.set(nonce, now + LIFETIME_MILLISECONDS);
  }

  #mac(account: number, head: Buffer): Buffer {
    return createHmac('sha256', this.#secret).update(`${account}.`).update(head).digest().subarray(0, MAC_BYTES);
  }
}
