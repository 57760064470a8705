import { poseidon } from '@tenor/protocol';
import type { SessionScope } from '../api-types.ts';

/** "Tenor login" in ASCII: keeps logins apart from everything else that is signed. */
const LOGIN_TAG = 0x54656e6f72206c6f67696en;
const SCOPE_NUMBER: Readonly<Record<SessionScope, bigint>> = { read: 1n, trade: 2n };

/** Field element that the L2 key signs to log in. */
export const loginMessage = (domain: bigint, account: number, scope: SessionScope, nonce: bigint): bigint =>
  poseidon([domain, LOGIN_TAG, BigInt(account), SCOPE_NUMBER[scope], nonce]);
