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
  /** A visit (K = 6, depth 8) and its terms. */
  readonly visit: number;
  /** A market row that stays closed: hashed three times, its mark of each round, its term. */
  readonly marketRow: number;
  /** An opened market and its terms. */
  readonly marketEntry: number;
  /** An oracle round over 16 market rows, their marks included. */
  readonly oracleRound: number;
  /** An L1 entry and its two terms. */
  readonly entry: number;
}

/** `constraints.json`: the counts that a change of the circuits must not move unnoticed. */
export type PinnedConstraints = PartConstraints & { readonly [size in CircuitName]: number };

const FILE = join(circuitsRoot, 'tooling/constraints.json');
const MAIN = 'circuits/test/measured-main.circom';
const RATE = 16;
/** Elements that each part absorbs (see the absorb list of batch.circom). */
const ABSORBED = { row: 5, visit: 5, position: 5, marketEntry: 4, oracleRound: 1, entry: 4 } as const;
/** Two quotients and three products of columns with powers of beta. */
const ENTRY_TERMS = 2 + 3;

export const readPinnedConstraints = (): PinnedConstraints =>
  JSON.parse(readFileSync(FILE, 'utf8')) as PinnedConstraints;

/** Compiles a batch circuit and counts. */
export async function measureBatch(name: CircuitName, options: CompileOptions = {}): Promise<number> {
  const { r1csPath } = await compileCircuit(batchMainPath(name), options);
  return readR1csHeader(readFileSync(r1csPath)).constraintCount;
}

/** Compiles the parts alone at the dev size and counts. */
export async function measureParts(options: CompileOptions = {}): Promise<PartConstraints> {
  const { R, K, DEPTH, M, E } = CIRCUIT_SIZES.dev;
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
    (await count('batch/visit.circom', `Visit(${K}, ${DEPTH}, ${sequence}, ${E})`)) +
    (await count('batch/visit.circom', `VisitTerms(${K})`));
  const opened =
    (await count('batch/market.circom', `OpenedMarket(${E})`)) +
    (await count('batch/market.circom', `OpenedMarketTerms(${E})`));
  const closed = await count('batch/market.circom', `MarketRowTerms(${E})`);
  const round = await count('instructions/oracle-round.circom', `OracleRound(${M})`);
  const marks = E * (await count('lib/range.circom', 'Range(36)'));
  const entry = await count('instructions/deposit.circom', `L1Entry(${DEPTH})`);
  return {
    row: Math.ceil(row + share(ABSORBED.row)),
    visit: Math.ceil(visit + share(ABSORBED.visit + ABSORBED.position * K)),
    marketRow: Math.ceil(closed + marks + share(3) + 2), // boolean, and the word kept where it is closed
    marketEntry: Math.ceil(opened + share(ABSORBED.marketEntry)),
    oracleRound: Math.ceil(round + share(ABSORBED.oracleRound)),
    entry: Math.ceil(entry + ENTRY_TERMS + share(ABSORBED.entry)),
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
