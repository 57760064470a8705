import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CIRCUIT_SIZES, type CircuitName } from '@tenor/protocol';
import { type CompileOptions, compileCircuit, compileSources } from './compile.ts';
import { batchMainPath } from './generate.ts';
import { circuitsRoot } from './paths.ts';
import { readR1csHeader } from './r1cs.ts';
import { collectSources } from './sources.ts';

/** What the parts of a batch cost at the dev size, in constraints at -O2; the share of the sponge is included (average, rounded up). */
export interface PartConstraints {
  /** A signed instruction row and its terms. */
  readonly row: number;
  /** A visit and its terms. */
  readonly visit: number;
  /** A market row that stays closed: hashed four times, its words kept, its term. */
  readonly marketRow: number;
  /** An opened market and its terms. */
  readonly marketEntry: number;
  /** An oracle round: its prices, its signatures, and its share of the oracle set's hash. */
  readonly oracleRound: number;
  /** An L1 entry, its terms, and that it lists nothing only where no row is free. */
  readonly entry: number;
  /** An expired instrument opened for visits, and its terms. */
  readonly settledOpening: number;
  /** The one instrument that a batch may expire. */
  readonly expiry: number;
  /** What a market row gains in each scenario, at one round. No batch has it yet. */
  readonly scenarioValues: number;
  /** Margins of a visit in its margin mode, before and after, without looking the scenarios up. No batch has it yet. */
  readonly portfolioMargin: number;
}

/** `constraints.json`: the counts that a change of the circuits must not move unnoticed. */
export type PinnedConstraints = PartConstraints & { readonly [size in CircuitName]: number };

const FILE = join(circuitsRoot, 'tooling/constraints.json');
const MAIN = 'circuits/test/measured-main.circom';
const RATE = 16;
/** Elements that each part absorbs (see the absorb list of batch.circom). */
const ABSORBED = {
  row: 5,
  visit: 5,
  position: 9,
  marketEntry: 6,
  oracleRound: 1,
  entry: 4,
  settledOpening: 4,
} as const;
/** Hashes of the words of all rows: both words before and after. */
const ROW_HASHES = 4;
/** Of a closed row: touched or not, both words kept where it is not, and that it was taken where an entry lists nothing. */
const CLOSED_ROW = 1 + 2 + 1;
/** An entry that lists nothing looks whether every row was taken. */
const UNLISTED = 2;

export const readPinnedConstraints = (): PinnedConstraints =>
  JSON.parse(readFileSync(FILE, 'utf8')) as PinnedConstraints;

/** Compiles a batch circuit and counts. */
export async function measureBatch(name: CircuitName, options: CompileOptions = {}): Promise<number> {
  const { r1csPath } = await compileCircuit(batchMainPath(name), options);
  return readR1csHeader(readFileSync(r1csPath)).constraintCount;
}

/** Compiles the parts alone at the dev size and counts. */
export async function measureParts(options: CompileOptions = {}): Promise<PartConstraints> {
  const { R, K, DEPTH, M, T, E, U, N, V, SETTLED } = CIRCUIT_SIZES.dev;
  const sequence = Math.floor(Math.log2(R)) + 1;
  const count = async (file: string, main: string) => {
    const text = `pragma circom 2.1.6;\ninclude "${file}";\ncomponent main = ${main};\n`;
    const { r1csPath } = await compileSources(MAIN, collectSources(MAIN, text), options);
    return readR1csHeader(readFileSync(r1csPath)).constraintCount;
  };
  const block = (await count('lib/sponge.circom', 'Sponge(32)')) - (await count('lib/sponge.circom', 'Sponge(16)'));
  const share = (elements: number) => (elements * block) / RATE;
  const row =
    (await count('batch/row.circom', `Row(${DEPTH}, ${sequence})`)) + (await count('batch/row.circom', 'RowTerms()'));
  const visit =
    (await count('batch/visit.circom', `Visit(${K}, ${DEPTH}, ${sequence}, ${E}, ${U})`)) +
    (await count('batch/visit.circom', `VisitTerms(${K})`));
  const opened =
    (await count('batch/market.circom', `OpenedMarket(${E}, ${U})`)) +
    (await count('batch/market.circom', `OpenedMarketTerms(${E})`));
  const closed = await count('batch/market.circom', `MarketRowTerms(${E})`);
  const set = await count('instructions/oracle-round.circom', `OracleSet(${N})`);
  const round = await count('instructions/oracle-round.circom', `OracleRound(${[M, U, N, V].join(', ')})`);
  const entry =
    (await count('instructions/deposit.circom', `L1Entry(${DEPTH})`)) +
    (await count('instructions/deposit.circom', 'L1EntryTerms()'));
  const opening =
    (await count('batch/settled-opening.circom', `SettledOpening(${SETTLED})`)) +
    (await count('batch/settled-terms.circom', `SettledOpeningTerms(${E})`));
  const expiry = await count('batch/expiry.circom', `Expiry(${[T, U, SETTLED].join(', ')})`);
  const scenarios = 'batch/scenario-margin.circom';
  const sides = 2 * (await count(scenarios, `PortfolioMargin(${K})`));
  return {
    row: Math.ceil(row + share(ABSORBED.row)),
    visit: Math.ceil(visit + share(ABSORBED.visit + ABSORBED.position * K)),
    marketRow: Math.ceil(closed + share(ROW_HASHES) + CLOSED_ROW),
    marketEntry: Math.ceil(opened + share(ABSORBED.marketEntry)),
    oracleRound: Math.ceil(round + set / E + share(ABSORBED.oracleRound)),
    entry: Math.ceil(entry + UNLISTED + share(ABSORBED.entry)),
    settledOpening: Math.ceil(opening + share(ABSORBED.settledOpening)),
    expiry,
    scenarioValues: await count(scenarios, 'ScenarioValues()'),
    portfolioMargin: sides + (await count(scenarios, `ScenarioScope(${K})`)),
  };
}

/** Measures everything anew and pins it: after a change of the circuits that was meant to cost what it costs. */
export async function pinConstraints(options: CompileOptions = {}): Promise<PinnedConstraints> {
  const measured = {
    ...(await measureParts(options)),
    test: await measureBatch('test', options),
    dev: await measureBatch('dev', options),
  };
  writeFileSync(FILE, `${JSON.stringify(measured, null, 2)}\n`);
  return measured;
}
