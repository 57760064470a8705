import { deviationOf, type ListedMarket, scenarioPrices, varianceYears } from '@tenor/margin-engine';
import { GENESIS_TERMS, INSTRUMENT_KIND, isOption, type MarketTerms, type RoundContent } from '@tenor/protocol';
import {
  type OwnIndex,
  type RoundMemory,
  RoundSigner,
  type SignedRound,
  type Signer,
  type SignerView,
} from '../../src/index.ts';

export const DOMAIN = 1234n;
export const ROWS = 8;
export const HOUR = 490_000;
export const NOW = HOUR * 3600 - 7_200;
export const [BTC, ETH] = [9_400_000n, 3_300_000n];
export const secrets = (n: number): Uint8Array[] => Array.from({ length: n }, (_, i) => new Uint8Array(32).fill(i + 1));

export const dated = (instrument: number, kind: 'future' | 'call' | 'put', strike = 0n): MarketTerms => ({
  ...GENESIS_TERMS[0]!,
  instrument,
  kind: INSTRUMENT_KIND[kind],
  expiryHour: HOUR,
  strike,
  ...(strike > 0n ? { imRate: 157_287n, floorRate: 104_858n, slopeRate: 0n } : {}),
});
export const LISTED: readonly ListedMarket[] = [
  { name: 'BTC-PERP', row: 0, terms: GENESIS_TERMS[0]! },
  { name: 'ETH-PERP', row: 2, terms: GENESIS_TERMS[1]! },
  { name: 'BTC-F', row: 3, terms: dated(3, 'future') },
  ...[9_000_000n, 9_400_000n, 9_800_000n].map((strike, i) => ({
    name: `BTC-${i}-P`,
    row: 4 + i,
    terms: dated(4 + i, 'put', strike),
  })),
];
export const INSTRUMENTS = [1, 0, 2, 3, 4, 5, 6, 0];
export const MARKS = [BTC, 0n, ETH, 9_430_000n, 10_000n, 120_000n, 420_000n, 0n];

/** Every option revalued at the volatility of its mark, at the forward that the future of its expiry says, else the index. */
export const tablesOf = (
  { marks, index, time }: Pick<RoundContent, 'marks' | 'index' | 'time'>,
  listed: readonly ListedMarket[] = LISTED,
): (readonly bigint[])[] =>
  marks.map((price, row) => {
    const terms = listed.find((market) => market.row === row)?.terms;
    if (!terms || !isOption(terms) || price === 0n) return [];
    const future = listed.find(
      (other) => other.terms.kind === INSTRUMENT_KIND.future && other.terms.expiryHour === terms.expiryHour,
    );
    const forward = (future ? marks[future.row] : index[terms.underlying - 1]) || 1n;
    const kind = terms.kind === INSTRUMENT_KIND.put ? 'put' : 'call';
    const years = varianceYears(terms.expiryHour * 3600, time);
    const volatility = deviationOf({ kind, forward, strike: terms.strike, price }) / Math.sqrt(years);
    const { calls, puts } = scenarioPrices({ forward, strikes: [terms.strike], years }, () => volatility);
    return (kind === 'put' ? puts : calls)[0]!;
  });

export function proposal(changed: Partial<RoundContent> = {}, listed: readonly ListedMarket[] = LISTED): RoundContent {
  const content = {
    round: 42,
    time: NOW,
    instruments: INSTRUMENTS,
    marks: MARKS,
    index: [BTC, ETH],
    settlementHour: 0,
    settlement: [0n, 0n],
    ...changed,
  };
  return { scenarioPrices: tablesOf(content, listed), ...content };
}
export const own = (btc: bigint | null = BTC): OwnIndex[] => [
  { name: 'BTC', price: btc, maxDeviationPpm: 10_000 },
  { name: 'ETH', price: ETH, maxDeviationPpm: 10_000 },
];

export function memory(): RoundMemory {
  let last: SignedRound | null = null;
  const settlements = new Map<number, readonly bigint[]>();
  return {
    get last() {
      return last;
    },
    settlement: (hour) => settlements.get(hour) ?? null,
    remember: ({ round, time, settlementHour, settlement }) => {
      last = { round, time };
      if (settlementHour !== 0) settlements.set(settlementHour, settlement);
    },
  };
}
export const knowledge = {
  domain: DOMAIN,
  rows: ROWS,
  listed: () => LISTED,
  indexes: () => own(),
  settlement: () => null,
  secondsSeen: () => null,
  now: () => NOW,
};
export const signer = (secret: Uint8Array, indexes: () => readonly OwnIndex[] = () => own()): RoundSigner =>
  new RoundSigner({ ...knowledge, secret, indexes, memory: memory() });
export const keysOf = (signers: readonly Signer[]) => signers.map(({ key }) => key);

/** What a signer knows a second after round 41. */
export const view: SignerView = {
  now: NOW,
  rows: ROWS,
  listed: LISTED,
  indexes: own(),
  ownSettlement: () => null,
  secondsSeen: () => null,
  signedSettlement: () => null,
  last: { round: 41, time: NOW - 1 },
  maxAheadSeconds: 1,
  maxAgeSeconds: 10,
  maxRoundsPerSecond: 10,
};
