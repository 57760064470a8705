import { hexToBytes, keccak256, parseSignature, serializeSignature } from 'viem';
import type { Address } from '../config.ts';
import { TradingKey } from './trading-key.ts';

/** Half of the order of secp256k1: signatures above it have a twin below. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
const ORDER = 2n * HALF_ORDER + 1n;

/** EIP-712 typed data that the owner's wallet signs once to make the trading key. `index` gives one wallet several keys. */
export const tradingKeyTypedData = (chainId: number, exchange: Address, index = 0) =>
  ({
    domain: { name: 'Tenor', version: '1', chainId, verifyingContract: exchange },
    primaryType: 'TradingKey',
    types: {
      TradingKey: [
        { name: 'purpose', type: 'string' },
        { name: 'index', type: 'uint32' },
      ],
    },
    message: {
      purpose:
        'Create my Tenor trading key. Whoever has this signature can trade with my account: sign it only for Tenor.',
      index,
    },
  }) as const;

export type TradingKeyTypedData = ReturnType<typeof tradingKeyTypedData>;

/** Signs typed data with the owner's wallet: viem's and wagmi's `signTypedData` fit. */
export type SignTypedData = (typedData: TradingKeyTypedData) => Promise<`0x${string}`>;

/** The same bytes for the forms in which wallets return one signature: v of 0/1 or 27/28, s in either half. */
function canonicalSignature(signature: `0x${string}`): Uint8Array {
  const { r, s, yParity } = parseSignature(signature);
  const isHigh = BigInt(s) > HALF_ORDER;
  const low = isHigh ? ORDER - BigInt(s) : BigInt(s);
  const parity = isHigh ? 1 - yParity : yParity;
  return hexToBytes(serializeSignature({ r, s: `0x${low.toString(16).padStart(64, '0')}`, yParity: parity }));
}

/** The trading key of a wallet's signature over `tradingKeyTypedData`: its secret is the keccak-256 of the signature. */
export const tradingKeyOfSignature = (signature: `0x${string}`): TradingKey =>
  new TradingKey(keccak256(canonicalSignature(signature), 'bytes'));

/** Derives the trading key with one wallet signature. The wallet must sign deterministically (RFC 6979), as wallets with a key do. */
export async function deriveTradingKey(
  signTypedData: SignTypedData,
  deployment: { chainId: number; exchange: Address; index?: number },
): Promise<TradingKey> {
  const typedData = tradingKeyTypedData(deployment.chainId, deployment.exchange, deployment.index);
  return tradingKeyOfSignature(await signTypedData(typedData));
}
