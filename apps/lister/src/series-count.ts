import type { Series } from './series.ts';

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** How many series, in words: `12 options and 2 futures`. */
export function seriesCount(series: readonly Pick<Series, 'kind'>[]): string {
  const futures = series.filter(({ kind }) => kind === 'future').length;
  const parts = [
    ...(series.length > futures ? [counted(series.length - futures, 'option')] : []),
    ...(futures > 0 ? [counted(futures, 'future')] : []),
  ];
  return parts.join(' and ') || 'no options or futures';
}
