import { TenorError } from '@tenor/protocol';
import type { InOrder } from './in-order.ts';
import type { Scope } from './schema/method.ts';
import type { Session } from './sessions.ts';
import type { Subscriber } from './subscriber.ts';

/** Who is calling: one HTTP request or one WebSocket connection. */
export interface Caller {
  readonly ip: string;
  session: Session | null;
  readonly inOrder: InOrder;
  /** null over HTTP, where there is nothing to push to. */
  readonly subscriber: Subscriber | null;
}

/** The caller's session. Throws UNAUTHENTICATED when there is none, it has expired or may not do this. */
export function requireSession(caller: Caller, scope: Exclude<Scope, 'public'>, now: number): Session {
  const { session } = caller;
  if (!session || session.expiresAt <= now) throw new TenorError('UNAUTHENTICATED');
  if (scope === 'trade' && session.scope !== 'trade') {
    throw new TenorError('UNAUTHENTICATED', { detail: 'this session may only read: log in with scope trade' });
  }
  return session;
}

/** Whose buckets pay: those of the account once logged in, otherwise those of the address. */
export const payerOf = (caller: Caller): string =>
  caller.session ? `account ${caller.session.account}` : `address ${caller.ip}`;
