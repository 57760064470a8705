import { TenorError, verify } from '@tenor/protocol';
import { verifyTypedData } from 'viem';
import { addressText } from '../account-reads.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { type LoginRequest, loginMessage, loginTypedData } from '../login-message.ts';
import type { MethodParams } from '../schema/methods.ts';
import type { MethodHandlers } from './method-handlers.ts';

const SESSION_SECONDS_DEFAULT = 24 * 3600;
type LoginParams = MethodParams<'private/login'>;

function isSignedByKey({ options, queries }: GatewayContext, request: LoginRequest, params: LoginParams): boolean {
  const { signature, key } = params;
  if (!signature || !key) return false;
  const registered = queries.account(request.account).key;
  const publicKey = { x: BigInt(key[0]), y: BigInt(key[1]) };
  if (registered.x !== publicKey.x || registered.y !== publicKey.y) {
    throw new TenorError('KEY_NOT_OF_ACCOUNT', { param: 'key' });
  }
  const R8 = { x: BigInt(signature.R8[0]), y: BigInt(signature.R8[1]) };
  return verify(loginMessage(options.domain, request), { R8, S: BigInt(signature.S) }, publicKey);
}

async function isSignedByWallet(
  { options, queries }: GatewayContext,
  request: LoginRequest,
  signature: string,
): Promise<boolean> {
  const address = addressText(queries.account(request.account).owner) as `0x${string}`;
  const typedData = loginTypedData(options.chainId, options.exchangeAddress, request);
  try {
    return await verifyTypedData({ address, ...typedData, signature: signature as `0x${string}` });
  } catch {
    // viem throws for a signature that is not even well formed.
    return false;
  }
}

/** Opens sessions. */
export const login: MethodHandlers<'public/login_nonce' | 'private/login'> = {
  'public/login_nonce': ({ nonces }, { account }) => {
    const { nonce, expiresAt } = nonces.issue(account);
    return { nonce: String(nonce), expires_at: expiresAt };
  },
  'private/login': async (context, params, caller) => {
    const { account, scope } = params;
    const nonce = BigInt(params.nonce);
    if ((params.signature === undefined) === (params.wallet_signature === undefined)) {
      throw new TenorError('INVALID_PARAMS', { param: 'signature', detail: 'give one kind of signature' });
    }
    context.nonces.check(account, nonce);
    const request = { account, scope, nonce };
    const holds =
      params.wallet_signature === undefined
        ? isSignedByKey(context, request, params)
        : await isSignedByWallet(context, request, params.wallet_signature);
    if (!holds) throw new TenorError('INVALID_SIGNATURE', { param: 'signature' });
    // Asked again, since another login may have used it while the wallet's signature was checked.
    context.nonces.check(account, nonce);
    context.nonces.use(nonce);
    const expiresAt = context.now() + (params.expires_in ?? SESSION_SECONDS_DEFAULT) * 1000;
    const session = { account, scope, expiresAt };
    caller.session = session;
    return { token: context.sessions.open(session), account, scope, expires_at: expiresAt };
  },
};
