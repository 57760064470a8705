import { parseSignature } from 'viem';
import type { Config } from 'wagmi';
import { getConnection, readContract, signTypedData, waitForTransactionReceipt, writeContract } from 'wagmi/actions';
import type { Address, RuntimeConfig } from '../data/config.ts';
import { QUEUE_ABI, TOKEN_ABI } from './l1-abi.ts';

const PERMIT_SECONDS = 3600;

export interface DepositRequest {
  /** Units of the token (µUSD). */
  readonly amount: bigint;
  /** Null opens an account with this deposit. */
  readonly accountId: number | null;
  /** Trading key to register, decimal coordinates. */
  readonly key: { readonly x: string; readonly y: string };
}

export type DepositStep = 'allow' | 'send' | 'mine';

/**
 * Puts a deposit (and, for a new owner, the registration) into the L1 queue and waits until it is mined.
 * Throws what the wallet or the contract refuses.
 * @returns the transaction hash and its block
 */
export async function deposit(
  wagmi: Config,
  runtime: RuntimeConfig,
  request: DepositRequest,
  onStep: (step: DepositStep) => void,
): Promise<{ hash: Address; block: bigint }> {
  const { queue, token } = runtime.l1;
  const { entryFee } = await readContract(wagmi, { address: queue, abi: QUEUE_ABI, functionName: 'limits' });
  onStep('allow');
  const permit = token.permit ? await signPermit(wagmi, runtime, request.amount) : null;
  if (!permit) await approve(wagmi, runtime, request.amount);
  onStep('send');
  const hash = await sendDeposit(wagmi, queue, request, permit, entryFee);
  onStep('mine');
  const receipt = await waitForTransactionReceipt(wagmi, { hash });
  if (receipt.status !== 'success') throw new Error('The deposit transaction was reverted on L1. Nothing was moved.');
  return { hash, block: receipt.blockNumber };
}

type Permit = readonly [deadline: bigint, v: number, r: Address, s: Address];

function sendDeposit(wagmi: Config, queue: Address, request: DepositRequest, permit: Permit | null, entryFee: bigint) {
  const { amount, accountId, key } = request;
  const call = { address: queue, abi: QUEUE_ABI } as const;
  if (accountId !== null) {
    const target = BigInt(accountId);
    return permit
      ? writeContract(wagmi, {
          ...call,
          functionName: 'depositWithPermit',
          args: [target, amount, ...permit],
          value: entryFee,
        })
      : writeContract(wagmi, { ...call, functionName: 'deposit', args: [target, amount], value: entryFee });
  }
  const [x, y] = [BigInt(key.x), BigInt(key.y)];
  const value = 2n * entryFee;
  return permit
    ? writeContract(wagmi, {
        ...call,
        functionName: 'registerAndDepositWithPermit',
        args: [x, y, amount, ...permit],
        value,
      })
    : writeContract(wagmi, { ...call, functionName: 'registerAndDeposit', args: [x, y, amount], value });
}

async function signPermit(wagmi: Config, { l1 }: RuntimeConfig, amount: bigint): Promise<Permit> {
  const { address: owner } = getConnection(wagmi);
  if (!owner) throw new Error('Connect a wallet first.');
  const token = { address: l1.token.address, abi: TOKEN_ABI } as const;
  const nonce = await readContract(wagmi, { ...token, functionName: 'nonces', args: [owner] });
  const name = await readContract(wagmi, { ...token, functionName: 'name' });
  const deadline = BigInt(Math.floor(Date.now() / 1000) + PERMIT_SECONDS);
  const signature = await signTypedData(wagmi, {
    domain: { name, version: '1', chainId: l1.chainId, verifyingContract: l1.token.address },
    types: {
      Permit: [
        { name: 'owner', type: 'address' },
        { name: 'spender', type: 'address' },
        { name: 'value', type: 'uint256' },
        { name: 'nonce', type: 'uint256' },
        { name: 'deadline', type: 'uint256' },
      ],
    },
    primaryType: 'Permit',
    message: { owner, spender: l1.queue, value: amount, nonce, deadline },
  });
  const { r, s, yParity } = parseSignature(signature);
  return [deadline, 27 + yParity, r, s];
}

async function approve(wagmi: Config, { l1 }: RuntimeConfig, amount: bigint): Promise<void> {
  const { address: owner } = getConnection(wagmi);
  if (!owner) throw new Error('Connect a wallet first.');
  const token = { address: l1.token.address, abi: TOKEN_ABI } as const;
  const allowed = await readContract(wagmi, { ...token, functionName: 'allowance', args: [owner, l1.queue] });
  if (allowed >= amount) return;
  const hash = await writeContract(wagmi, { ...token, functionName: 'approve', args: [l1.queue, amount] });
  await waitForTransactionReceipt(wagmi, { hash });
}
