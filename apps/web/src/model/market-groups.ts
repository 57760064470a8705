import { expiriesOf, optionBases } from './expiries.ts';
import type { Instrument } from './types.ts';

/** An expiry of one underlying's options. */
export interface ChainLink {
  readonly base: string;
  readonly code: string;
  readonly expiresAt: number;
  readonly series: number;
}

/** Everything that can be traded, as the market list shows it. */
export interface MarketGroups {
  readonly perpetuals: readonly Instrument[];
  /** Next expiry first. */
  readonly futures: readonly Instrument[];
  readonly chains: readonly ChainLink[];
  /** Single series: only those that were searched for. */
  readonly options: readonly Instrument[];
}

const MOST_OPTIONS = 40;
/** A shorter word must begin a part of the name: "C" means calls, not everything on BTC. */
const ANYWHERE_FROM = 3;

const hasWord = (name: string, word: string): boolean =>
  word.length >= ANYWHERE_FROM ? name.includes(word) : name.split('-').some((part) => part.startsWith(word));

/** Groups the instruments whose name has every word of a search; without one, options appear as chains only. */
export function marketGroups(instruments: readonly Instrument[], search: string): MarketGroups {
  const words = search
    .trim()
    .toUpperCase()
    .split(/[\s-]+/)
    .filter(Boolean);
  const matches = (name: string): boolean => words.every((word) => hasWord(name, word));
  const of = (kind: Instrument['kind']) => instruments.filter((listed) => listed.kind === kind && matches(listed.name));
  const chains = optionBases(instruments).flatMap((base) =>
    expiriesOf(instruments, base).map(({ code, expiresAt, series }) => ({ base, code, expiresAt, series })),
  );
  return {
    perpetuals: of('perpetual'),
    futures: of('future').sort((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0)),
    chains: chains.filter(({ base, code }) => matches(`${base}-${code}`)),
    options: words.length === 0 ? [] : of('option').slice(0, MOST_OPTIONS),
  };
}
