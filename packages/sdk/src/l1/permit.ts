import { type Account, type Hex, type PublicClient, parseSignature, type WalletClient } from 'viem';
import type { Address, ExchangeConfig } from '../config.ts';
import { stablecoinAbi } from '../generated/abi.ts';

const types = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const;

export interface Permit {
  /** Unix seconds. */
  readonly deadline: bigint;
  readonly v: number;
  readonly r: Hex;
  readonly s: Hex;
}

/** An EIP-2612 permit for the queue to take `value` µUSD from the wallet's account, good for an hour. */
export async function signPermit(
  publicClient: PublicClient,
  wallet: WalletClient,
  owner: Account | Address,
  l1: ExchangeConfig['l1'],
  value: bigint,
): Promise<Permit> {
  const ownerAddress = typeof owner === 'string' ? owner : owner.address;
  const nonce = await publicClient.readContract({
    address: l1.token.address,
    abi: stablecoinAbi,
    functionName: 'nonces',
    args: [ownerAddress],
  });
  const deadline = BigInt(Math.floor(Date.now() / 1000) + 3600);
  const signature = await wallet.signTypedData({
    account: owner,
    domain: { name: l1.token.name, version: '1', chainId: l1.chainId, verifyingContract: l1.token.address },
    types,
    primaryType: 'Permit',
    message: { owner: ownerAddress, spender: l1.queue, value, nonce, deadline },
  });
  const { r, s, yParity } = parseSignature(signature);
  return { deadline, v: 27 + yParity, r, s };
}
