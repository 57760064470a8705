import { TenorError } from '@tenor/protocol';
import { getContractAddress } from 'viem';
import { deployPriceFeed, type PriceFeed, priceFeedAt } from '../../contracts/tooling/price-feed.ts';
import { connectSigner } from '../../contracts/tooling/transactions.ts';
import { developmentAccount, ROLES } from './development-keys.ts';

/** Decimals of Chainlink's feeds in USD. */
export const FEED_DECIMALS = 8;

/**
 * A price feed with Chainlink's interface on the local L1 for each underlying, made or found: they are the first contracts of an account that does nothing
 * else, so their addresses follow from their places. Throws DATA_DAMAGED where that account has done something else.
 */
export async function openPriceFeeds(rpcUrl: string, underlyings: readonly string[]): Promise<PriceFeed[]> {
  const { address: from, privateKey } = developmentAccount(ROLES.feeder);
  const signer = await connectSigner(rpcUrl, privateKey);
  const feeds: PriceFeed[] = [];
  for (const [place, underlying] of underlyings.entries()) {
    const address = getContractAddress({ from, nonce: BigInt(place) });
    if (await signer.publicClient.getCode({ address })) {
      feeds.push(priceFeedAt(signer, address));
      continue;
    }
    const made = await deployPriceFeed(signer, FEED_DECIMALS, `${underlying} / USD`);
    if (made.address.toLowerCase() !== address.toLowerCase()) {
      throw new TenorError('DATA_DAMAGED', { detail: 'the price feeds of the local L1 are not where they were made' });
    }
    feeds.push(made);
  }
  return feeds;
}
