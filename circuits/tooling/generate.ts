import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  ACCOUNT_VERSION,
  BITS,
  CIRCUIT_SIZES,
  type CircuitName,
  type CircuitSize,
  CONTINGENCY_SHIFT,
  DELEVERAGE_KIND,
  ENTRY_KIND,
  EPOCH_SPAN_SECONDS,
  FUNDING_HOURS_BITS,
  INSTRUCTION_KIND,
  INSTRUCTION_LIFETIME_SECONDS,
  LEVY_CAP_SHIFT,
  LIQUIDATE_KIND,
  LIQUIDATION_BUFFER_SHIFT,
  LIQUIDATION_PENALTY_SHIFT,
  LIQUIDATION_SLACK,
  MAINTENANCE_QUARTERS,
  MARK_CLAMP_SHIFT,
  OPTION_CREDIT_SHIFT,
  ROUND_AGE_SECONDS,
  SCENARIO_GRID,
  SCENARIO_LOSS_BITS,
  SCENARIO_PRICE_WORDS,
  SCENARIO_SPACING,
  SCENARIO_STEP_RATE,
  SCENARIOS_PER_WORD,
  SLOT_TREE_DEPTH,
  SLOTS,
  SLOTS_PER_LEAF,
} from '@tenor/protocol';
import { circuitsRoot } from './paths.ts';

/** A file that is written by `npm run gen` and compared by `npm run check`. */
export interface GeneratedFile {
  /** Absolute path. */
  readonly path: string;
  readonly content: string;
}

const upperSnake = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();

const constant = (name: string, value: number | bigint): string => `function ${name}() { return ${value}; }`;

/** A function that looks a constant up by its place. */
const table = (name: string, values: readonly number[]): string =>
  `function ${name}(place) { var values[${values.length}] = [${values.join(', ')}]; return values[place]; }`;

const section = (comment: string, constants: Record<string, number | bigint>): string =>
  [`// ${comment}`, ...Object.entries(constants).map(([name, value]) => constant(name, value))].join('\n');

const prefixed = (prefix: string, table: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(table).map(([name, value]) => [`${prefix}_${upperSnake(name)}`, value]));

function constantsCircom(): string {
  const sections = [
    section('Bit widths of quantities: BITS_<quantity>, units in docs/protocol/formats.md.', prefixed('BITS', BITS)),
    section('Kinds of signed instruction, as packed in w0: KIND_<instruction>.', prefixed('KIND', INSTRUCTION_KIND)),
    section('Liquidation: kind of its row; penalty and buffer as shifts of the initial margin; slack in µUSD.', {
      LIQUIDATE_KIND,
      LIQUIDATION_PENALTY_SHIFT,
      LIQUIDATION_BUFFER_SHIFT,
      LIQUIDATION_SLACK,
    }),
    section(
      'What winners pay: kind of the rows of a deleveraging; cap of a levy as a shift of the initial margin of a lot.',
      {
        DELEVERAGE_KIND,
        LEVY_CAP_SHIFT,
      },
    ),
    section('Kinds of L1 entry, as packed in the first word of an entry: ENTRY_<kind>.', prefixed('ENTRY', ENTRY_KIND)),
    section('Trees: depths of the 4-ary trees below an account and below the state; slots of an account.', {
      SLOT_TREE_DEPTH,
      SLOTS_PER_LEAF,
      SLOTS,
      ACCOUNT_VERSION,
    }),
    section('Bounds in time (seconds; FUNDING_HOURS_BITS: bits of the hours one funding step may cover).', {
      INSTRUCTION_LIFETIME_SECONDS,
      EPOCH_SPAN_SECONDS,
      ROUND_AGE_SECONDS,
      FUNDING_HOURS_BITS,
    }),
    section(
      'A mark lies within this shift of the initial margin rate of its bounds.',
      prefixed('MARK_CLAMP_SHIFT', MARK_CLAMP_SHIFT),
    ),
    `${section('Portfolio margin: the grid, how its scenarios are packed, and what is added to the worst loss.', {
      SCENARIOS: SCENARIO_GRID.length,
      SCENARIOS_PER_WORD,
      SCENARIO_PRICE_WORDS,
      SCENARIO_SPACING,
      SCENARIO_LOSS_BITS,
      SCENARIO_STEP_RATE,
      CONTINGENCY_SHIFT,
      MAINTENANCE_QUARTERS,
      OPTION_CREDIT_SHIFT,
    })}\n${table(
      'SCENARIO_STEPS',
      SCENARIO_GRID.map(({ steps }) => steps),
    )}`,
  ];
  return [
    '// Generated from packages/protocol/src/parameters.ts by `npm run gen`. Do not edit.',
    'pragma circom 2.1.6;',
    '',
    sections.join('\n\n'),
    '',
  ].join('\n');
}

function batchMain(size: CircuitSize): string {
  const { A, R, K, DEPTH, M, T, E, Q, U, N, V, SETTLED } = size;
  return [
    '// Generated from packages/protocol/src/parameters.ts by `npm run gen`. Do not edit.',
    'pragma circom 2.1.6;',
    'include "../src/batch/batch.circom";',
    '// A visits, R rows, K positions a group, DEPTH of the account tree, M market rows, T opened rows, E epochs, Q L1 entries,',
    '// U underlyings, V of N oracle keys sign a round, SETTLED: depth of the settled tree',
    `component main { public [r] } = Batch(${[A, R, K, DEPTH, M, T, E, Q, U, N, V, SETTLED, 0].join(', ')});`,
    '',
  ].join('\n');
}

/** Path of the main component of a circuit size, relative to the folder of this workspace. */
export const batchMainPath = (name: CircuitName): string => `main/batch-${name}.circom`;

/** What the generated circom files must contain: the constants, and one `main` for each circuit size. */
export function generateCircuits(): GeneratedFile[] {
  const files: GeneratedFile[] = [
    { path: join(circuitsRoot, 'src/generated/constants.circom'), content: constantsCircom() },
  ];
  for (const size of Object.values(CIRCUIT_SIZES)) {
    files.push({ path: join(circuitsRoot, batchMainPath(size.name)), content: batchMain(size) });
  }
  return files;
}

/** Writes the generated circom files. */
export function writeGeneratedCircuits(): void {
  for (const { path, content } of generateCircuits()) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
