import type { AggregationRules } from './aggregation-rules.ts';
import type { DroppedSource, IndexPrice, SourceReading } from './index-price.ts';
import { median } from './median.ts';

interface Live {
  readonly source: string;
  readonly price: bigint;
}

const PPM = 1_000_000n;
const distance = (a: bigint, b: bigint): bigint => (a < b ? b - a : a - b);
const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;

/** Why this reading cannot be used at `now` whatever the others say; null when it can. */
function unusable({ source, observation, maxAgeMs, fault }: SourceReading, now: number, maxAheadMs: number) {
  const drop = (reason: DroppedSource['reason'], detail: string): DroppedSource => ({
    source,
    reason,
    detail: fault ? `${detail} (${fault})` : detail,
  });
  if (observation === null) return drop('missing', 'no price yet');
  const age = now - observation.observedAt;
  if (observation.price <= 0n) return drop('not-positive', `a price of ${observation.price} µUSD`);
  // Written so that a time that is no number is dropped too.
  if (!(age >= -maxAheadMs)) return drop('ahead', `from ${seconds(-age)} in the future`);
  if (!(age <= maxAgeMs)) return drop('stale', `${seconds(age)} old, at most ${seconds(maxAgeMs)} are allowed`);
  return null;
}

/** Parts the live sources by their distance from the median of them all. */
function partOutliers(live: readonly Live[], { deviationMultiple, deviationFloorPpm }: AggregationRules) {
  const centre = median(live.map(({ price }) => price));
  const deviation = median(live.map(({ price }) => distance(price, centre)));
  const spread = BigInt(deviationMultiple) * deviation;
  const floor = (centre * BigInt(deviationFloorPpm)) / PPM;
  const bound = spread > floor ? spread : floor;
  const isOutlier = ({ price }: Live): boolean => distance(price, centre) > bound;
  const outliers = live.filter(isOutlier).map(
    ({ source, price }): DroppedSource => ({
      source,
      reason: 'outlier',
      detail: `${price} µUSD, more than ${bound} from the median of ${centre}`,
    }),
  );
  return { agreeing: live.filter((each) => !isOutlier(each)), outliers };
}

const byName = (a: { readonly source: string }, b: { readonly source: string }): number =>
  a.source < b.source ? -1 : a.source > b.source ? 1 : 0;

/**
 * The index of some sources at `now` (Unix milliseconds): observations that are missing, too old or from the future are left
 * out, then those far from the median of the rest; of what remains, at least the quorum, the median is the index. Pure, and
 * the order of the readings does not matter. With a quorum of 2f + 1, f liars never move it out of the range of the honest.
 * Throws RangeError when a source is named twice or the rules make no sense.
 */
export function aggregateIndex(readings: readonly SourceReading[], rules: AggregationRules, now: number): IndexPrice {
  checkRules(rules);
  const sorted = [...readings].sort(byName);
  if (sorted.some(({ source }, i) => source === sorted[i + 1]?.source)) {
    throw new RangeError('A source counts once: two have the same name.');
  }
  const dropped: DroppedSource[] = [];
  const live: Live[] = [];
  for (const reading of sorted) {
    const drop = unusable(reading, now, rules.maxAheadMs);
    if (drop) dropped.push(drop);
    else live.push({ source: reading.source, price: reading.observation!.price });
  }
  const { agreeing, outliers } = live.length === 0 ? { agreeing: live, outliers: [] } : partOutliers(live, rules);
  dropped.push(...outliers);
  dropped.sort(byName);
  const enough = agreeing.length >= rules.quorum;
  return {
    price: enough ? median(agreeing.map(({ price }) => price)) : null,
    used: enough ? agreeing.map(({ source }) => source) : [],
    dropped,
    reason: enough ? null : tooFew(agreeing.length, rules.quorum, dropped),
  };
}

function tooFew(agreeing: number, quorum: number, dropped: readonly DroppedSource[]): string {
  const why = dropped.map(({ source, detail }) => `${source}: ${detail}`).join('; ');
  return `${agreeing} of ${quorum} sources agree${why && ` (${why})`}`;
}

function checkRules({ quorum, deviationMultiple, deviationFloorPpm, maxAheadMs }: AggregationRules): void {
  const whole = [quorum, deviationMultiple, deviationFloorPpm].every(Number.isSafeInteger);
  // Below three deviations honest sources would be thrown out, and with them the majority that outvotes a liar.
  if (!whole || quorum < 1 || deviationMultiple < 3 || deviationFloorPpm < 0 || !(maxAheadMs >= 0)) {
    throw new RangeError('The rules of the index are out of range.');
  }
}
