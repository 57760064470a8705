import { CIRCUIT_SIZES } from '@tenor/protocol';
import { measureBatch, measureParts } from '../../circuits/tooling/measure-constraints.ts';
import type { CircuitFigures, Tell } from './report.ts';

/** Compiles the templates alone and the whole batches, and counts. */
export async function measureCircuit(tell: Tell): Promise<CircuitFigures> {
  tell('compiling rows, visits and market rows alone');
  const parts = await measureParts();
  tell('compiling the test batch');
  const test = await measureBatch('test');
  tell('compiling the dev batch (a minute the first time)');
  const dev = await measureBatch('dev');
  const { M, T } = CIRCUIT_SIZES.dev;
  return {
    row: parts.row,
    visit: parts.visit,
    marketEntry: Math.ceil(parts.marketRow + (T * parts.marketEntry) / M),
    dev,
    test,
    closedMarketRow: parts.marketRow,
    openedMarketRow: parts.marketEntry,
    oracleRound: parts.oracleRound,
    entry: parts.entry,
    settledOpening: parts.settledOpening,
    expiry: parts.expiry,
  };
}
