import {
  BITS,
  CIRCUIT_SIZES,
  DELEVERAGE_KIND,
  ENTRY_KIND,
  EPOCH_SPAN_SECONDS,
  FUNDING_HOURS_BITS,
  INSTRUCTION_KIND,
  INSTRUCTION_LIFETIME_SECONDS,
  INSTRUMENT_KIND,
  LEVY_CAP_SHIFT,
  LEVY_DUST,
  LIQUIDATE_KIND,
  LIQUIDATION_BUFFER_SHIFT,
  LIQUIDATION_PENALTY_SHIFT,
  LIQUIDATION_SLACK,
  MARK_CLAMP_SHIFT,
  ROUND_AGE_SECONDS,
  SLOTS,
  sectionLayout,
} from '../../packages/protocol/src/parameters.ts';
import type { GeneratedFile } from './generated-file.ts';

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join(
    '\n',
  );

const kinds = (numbers: Readonly<Record<string, number>>) =>
  Object.entries(numbers).map(([name, kind]) => [kind, name]);

function sizes(): string {
  const names = ['A', 'R', 'K', 'DEPTH', 'M', 'T', 'E', 'Q', 'U', 'N', 'V', 'SETTLED'] as const;
  return table(
    ['circuit', ...names, 'accounts', 'words of a batch (ND)'],
    Object.values(CIRCUIT_SIZES).map((size) => [
      size.name,
      ...names.map((name) => size[name]),
      (4 ** size.DEPTH).toLocaleString('en-US'),
      sectionLayout(size).words,
    ]),
  );
}

function sections(): string {
  const layouts = Object.values(CIRCUIT_SIZES).map((size) => ({ size, ...sectionLayout(size) }));
  const names = Object.keys(layouts[0]!.lengths) as (keyof (typeof layouts)[0]['lengths'])[];
  return table(
    ['section', ...layouts.map(({ size }) => `${size.name}: from, length`)],
    names.map((name) => [name, ...layouts.map(({ offsets, lengths }) => `${offsets[name]}, ${lengths[name]}`)]),
  );
}

/** docs/protocol/parameters.md: every width, bound and circuit size, from packages/protocol/src/parameters.ts. */
export function parameterDocs(): GeneratedFile {
  const content = [
    '<!-- Generated from packages/protocol/src/parameters.ts by `npm run gen`. Do not edit. -->',
    '# Parameters',
    '',
    'One source, `packages/protocol/src/parameters.ts`, from which the constants of the circuits, the contracts and this page are generated. What the',
    'quantities mean is in [formats.md](formats.md).',
    '',
    '## Circuit sizes',
    '',
    sizes(),
    '',
    'A visits, R signed rows, K positions of an account, DEPTH of the 4-ary account tree, M market rows of which T may be opened, E oracle rounds, Q L1 entries,',
    'U underlyings, V of N oracle keys sign a round, SETTLED is the depth of the 4-ary tree of expired instruments.',
    '',
    '## Sections of the published words',
    '',
    sections(),
    '',
    '## Widths',
    '',
    table(['quantity', 'bits'], Object.entries(BITS)),
    '',
    '## Bounds',
    '',
    table(
      ['bound', 'value'],
      [
        ['life time of a signed instruction', `${INSTRUCTION_LIFETIME_SECONDS} s`],
        ['span of the oracle rounds of a batch', `${EPOCH_SPAN_SECONDS} s`],
        ['age of the first oracle round of a batch', `${ROUND_AGE_SECONDS} s`],
        ['hours of one funding step', `1 to ${2 ** FUNDING_HOURS_BITS - 1}`],
        ['slots of an account', SLOTS],
        ['distance of a perpetual’s mark from its index', `imRate × index ÷ ${2 ** MARK_CLAMP_SHIFT.perpetual}`],
        ['distance of a dated mark from its bounds', `imRate × index ÷ ${2 ** MARK_CLAMP_SHIFT.dated}`],
        ['most a liquidation may cost', `initial margin of the closed lots ÷ ${2 ** LIQUIDATION_PENALTY_SHIFT}`],
        [
          'most equity it may leave above the initial margin',
          `initial margin ÷ ${2 ** LIQUIDATION_BUFFER_SHIFT} + ${LIQUIDATION_SLACK} µUSD`,
        ],
        ['most a levy may take from a lot of the winners', `its initial margin ÷ ${2 ** LEVY_CAP_SHIFT}`],
        ['insurance fund where winners pay', `below ${LEVY_DUST} µUSD`],
      ],
    ),
    '',
    '## Kinds',
    '',
    table(
      ['kind in w0', 'instruction'],
      [
        ...kinds(INSTRUCTION_KIND),
        [LIQUIDATE_KIND, 'liquidate (not signed)'],
        [DELEVERAGE_KIND, 'deleverage (not signed)'],
      ],
    ),
    '',
    table(['kind in word 0', 'L1 entry'], kinds(ENTRY_KIND)),
    '',
    table(['kind in the static word', 'instrument'], kinds(INSTRUMENT_KIND)),
    '',
  ].join('\n');
  return { path: 'docs/protocol/parameters.md', content };
}
