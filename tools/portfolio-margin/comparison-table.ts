import type { Comparison } from './compare-margins.ts';
import type { SearchResult } from './search-portfolios.ts';

const BEGIN = '<!-- table: written by `npx tsx tools/portfolio-margin/main.ts --docs`, not by hand -->';
const END = '<!-- end of table -->';

/** What was measured on one recorded chain. */
export interface ChainComparison {
  readonly chain: string;
  /** Days until the expiries used. */
  readonly days: readonly number[];
  readonly portfolios: readonly Comparison[];
  readonly search: SearchResult;
}

const number = (value: number | null): string => (value === null ? '' : value.toFixed(2));

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const HEAD = [
  'portfolio of one coin',
  'standard',
  'scenario',
  'scenario, maintenance',
  'worst of the grid',
  'worst inside it',
  '5 minutes',
  'an hour',
  'next chain',
];

function chainTable({ chain, days, portfolios, search }: ChainComparison): string {
  const rows = portfolios.map((one) => [
    one.name,
    number(one.standard),
    number(one.scenario),
    number(one.maintenance),
    number(one.gridLoss),
    number(one.stepLoss),
    number(one.fiveMinuteLoss),
    number(one.hourLoss),
    number(one.nextLoss),
  ]);
  return [
    `**${chain}**, expiries in ${days.map((count) => count.toFixed(1)).join(', ')} days:`,
    '',
    ...[HEAD, HEAD.map((_, i) => (i === 0 ? '---' : '--:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
    '',
    `Of ${search.judged.toLocaleString('en-US')} portfolios of a search for the worst none loses more than ${percent(search.share)} of its margin inside the grid (${search.worst}); what one loses beyond the worst of the grid takes at most ${percent(search.unseenShare)} of what its margin has above that (${search.worstUnseen}).`,
  ].join('\n');
}

/** The tables of all chains, as Markdown. */
export const comparisonTables = (chains: readonly ChainComparison[]): string => chains.map(chainTable).join('\n\n');

/** A document with the tables between its marks. Throws where the marks are missing. */
export function withTables(document: string, tables: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the document needs the lines ${BEGIN} and ${END}`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${tables}\n\n${document.slice(end)}`;
}
