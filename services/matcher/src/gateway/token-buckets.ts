import { TenorError } from '@tenor/protocol';
import type { LimitsJson } from './schema/receipt.ts';

export type BucketName = LimitsJson['bucket'];

/** Size of a bucket and how fast it fills. */
export interface BucketRate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Cancels get twice the budget of orders, so that whoever may place may always take back. */
export const DEFAULT_RATES: Readonly<Record<BucketName, BucketRate>> = {
  orders: { burst: 100, perSecond: 50 },
  cancels: { burst: 200, perSecond: 100 },
  reads: { burst: 200, perSecond: 50 },
  subscriptions: { burst: 200, perSecond: 10 },
};

interface Bucket {
  tokens: number;
  /** Unix milliseconds of the last refill. */
  refilledAt: number;
}

const OWNERS_MAX = 50_000;

/** Token buckets by owner (an account or an address) and name. Memory is bounded: a full bucket is forgotten first. */
export class TokenBuckets {
  readonly #rates: Readonly<Record<BucketName, BucketRate>>;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rates: Readonly<Record<BucketName, BucketRate>>, now: () => number) {
    this.#rates = rates;
    this.#now = now;
  }

  /** Takes tokens if they are there. Throws RATE_LIMIT with the time to wait otherwise. */
  take(owner: string, name: BucketName, cost = 1): LimitsJson {
    const bucket = this.#refilled(owner, name);
    const { burst, perSecond } = this.#rates[name];
    if (bucket.tokens < cost) {
      const retry_after_ms = Math.ceil(((cost - bucket.tokens) / perSecond) * 1000);
      throw new TenorError('RATE_LIMIT', { param: name, retryable: true, retry_after_ms });
    }
    bucket.tokens -= cost;
    return {
      bucket: name,
      remaining: Math.floor(bucket.tokens),
      limit: burst,
      reset_ms: Math.ceil(((burst - bucket.tokens) / perSecond) * 1000),
    };
  }

  /** What is left, without taking anything. */
  peek(owner: string, name: BucketName): LimitsJson {
    return this.take(owner, name, 0);
  }

  #refilled(owner: string, name: BucketName): Bucket {
    const { burst, perSecond } = this.#rates[name];
    const key = `${name} ${owner}`;
    const now = this.#now();
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      if (this.#buckets.size >= OWNERS_MAX) this.#forget();
      bucket = { tokens: burst, refilledAt: now };
      this.#buckets.set(key, bucket);
    }
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.refilledAt) / 1000) * perSecond);
    bucket.refilledAt = now;
    return bucket;
  }

  /** Drops the older half: whoever comes back starts with a full bucket, which is what most had anyway. */
  #forget(): void {
    let toDrop = OWNERS_MAX / 2;
    for (const key of this.#buckets.keys()) {
      if (toDrop-- <= 0) return;
      this.#buckets.delete(key);
    }
  }
}
