import type { Config } from 'wagmi';
import { readContract, waitForTransactionReceipt, writeContract } from 'wagmi/actions';
import type { Address, RuntimeConfig } from '../data/config.ts';
import { WITHDRAWALS_ABI } from './l1-abi.ts';

/** What L1 owes to an owner and what a claim would pay now, µUSD. */
export async function readOwed(wagmi: Config, { l1 }: RuntimeConfig, owner: Address) {
  const contract = { address: l1.withdrawals, abi: WITHDRAWALS_ABI } as const;
  const [owed, claimable] = await Promise.all([
    readContract(wagmi, { ...contract, functionName: 'owed', args: [owner] }),
    readContract(wagmi, { ...contract, functionName: 'claimable', args: [owner] }),
  ]);
  return { owed, claimable };
}

/** Claims what is owed to the owner; waits until it is mined. Throws what the wallet or the contract refuses. */
export async function claim(wagmi: Config, { l1 }: RuntimeConfig, owner: Address): Promise<Address> {
  const hash = await writeContract(wagmi, {
    address: l1.withdrawals,
    abi: WITHDRAWALS_ABI,
    functionName: 'claim',
    args: [owner],
  });
  const receipt = await waitForTransactionReceipt(wagmi, { hash });
  if (receipt.status !== 'success') throw new Error('The claim was reverted on L1. Nothing was moved.');
  return hash;
}
