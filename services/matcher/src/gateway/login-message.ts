import { poseidon } from '@tenor/protocol';

/** "Tenor login" in ASCII: no instruction, round or registration hashes this number at this place. */
export const LOGIN_TAG = 0x54656e6f72206c6f67696en;
export type SessionScope = 'read' | 'trade';
const SCOPE_NUMBER: Readonly<Record<SessionScope, bigint>> = { read: 1n, trade: 2n };

/** What both kinds of login signature cover. */
export interface LoginRequest {
  readonly account: number;
  readonly scope: SessionScope;
  readonly nonce: bigint;
}

/** Field element that the L2 key signs to log in: H(domain, LOGIN_TAG, account, scope 1 read or 2 trade, nonce). */
export const loginMessage = (domain: bigint, { account, scope, nonce }: LoginRequest): bigint =>
  poseidon([domain, LOGIN_TAG, BigInt(account), SCOPE_NUMBER[scope], nonce]);

/** EIP-712 typed data that the owner's wallet signs to log in. */
export const loginTypedData = (chainId: number, exchange: `0x${string}`, { account, scope, nonce }: LoginRequest) =>
  ({
    domain: { name: 'Tenor', version: '1', chainId, verifyingContract: exchange },
    primaryType: 'Login',
    types: {
      Login: [
        { name: 'account', type: 'uint32' },
        { name: 'scope', type: 'string' },
        { name: 'nonce', type: 'uint256' },
      ],
    },
    message: { account, scope, nonce },
  }) as const;
