import type { Address, Hex } from 'viem';
import { priceFeedAbi, priceFeedCreationCode } from './generated/price-feed.ts';
import { type Signer, waitForReceipt } from './transactions.ts';

/** One round of a feed, as a Chainlink aggregator reports it; times in Unix seconds. */
export interface PriceFeedRound {
  readonly roundId: bigint;
  readonly answer: bigint;
  readonly startedAt: bigint;
  readonly updatedAt: bigint;
  readonly answeredInRound: bigint;
}

/** A price feed of a development chain, answered by hand. */
export interface PriceFeed {
  readonly address: Address;
  /** Answers the next round now. `answer` is the price times 10 ^ decimals. */
  setAnswer(answer: bigint): Promise<void>;
  /** Makes a round the latest as it is given, sound or not. */
  setRound(round: PriceFeedRound): Promise<void>;
}

/**
 * Creates a feed with the interface of Chainlink's, owned by the signer.
 * Throws on a chain that is no development chain: the contract refuses to be created there.
 */
export async function deployPriceFeed(signer: Signer, decimals: number, description: string): Promise<PriceFeed> {
  const { publicClient, walletClient } = signer;
  const hash = await walletClient.deployContract({
    abi: priceFeedAbi,
    bytecode: priceFeedCreationCode,
    args: [decimals, description],
  });
  const { contractAddress } = await waitForReceipt(publicClient, hash);
  if (!contractAddress) throw new Error(`The transaction ${hash} created no price feed.`);
  return priceFeedAt(signer, contractAddress);
}

/** The feed at an address, answered by its owner. */
export function priceFeedAt({ publicClient, walletClient }: Signer, address: Address): PriceFeed {
  const at = { address, abi: priceFeedAbi } as const;
  const done = async (sent: Promise<Hex>): Promise<void> => {
    await waitForReceipt(publicClient, await sent);
  };
  return {
    address,
    setAnswer: (answer) => done(walletClient.writeContract({ ...at, functionName: 'setAnswer', args: [answer] })),
    setRound: (round) => done(walletClient.writeContract({ ...at, functionName: 'setRound', args: [round] })),
  };
}
