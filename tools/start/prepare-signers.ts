import { createSource } from '../../services/oracle/src/config/create-source.ts';
import type { DeploymentRecord } from './deployment-record.ts';
import { PriceFeeder } from './price-feeder.ts';
import { openPriceFeeds } from './price-feeds.ts';
import { UNDERLYINGS } from './recordings.ts';
import type { RunningParts } from './running-parts.ts';
import { type SignerPlan, signerPlan } from './signer-plan.ts';
import { playedSource } from './signer-sources.ts';
import type { StartOptions } from './start-options.ts';

/**
 * Plans the signers of the oracle set and, where they are several and no sources were given, puts price feeds on L1 for one of them and keeps those answered.
 * Null where the exchange is to hold all keys itself.
 */
export async function prepareSigners(
  options: StartOptions,
  record: DeploymentRecord,
  rpcUrl: string,
  running: RunningParts,
): Promise<SignerPlan | null> {
  if (options.signers === false) return null;
  const plan = await signerPlan(record);
  if (plan.ports.length === 1 || options.sourcesPath) return { ...plan, feeds: [] };
  const feeds = await openPriceFeeds(rpcUrl, UNDERLYINGS);
  const fed = await Promise.all(
    feeds.map(async (feed, place) => {
      const underlying = { number: place + 1, name: UNDERLYINGS[place]! };
      return { feed, source: await createSource(playedSource(underlying, options, plan.startedAt)) };
    }),
  );
  const onError = (error: unknown): void => options.onProgress?.(`price feeds: ${error}`);
  running.add('oracle', await PriceFeeder.start({ fed, onError }));
  return { ...plan, feeds: feeds.map(({ address }) => address) };
}
