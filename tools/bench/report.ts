import type { SettlementGas } from '../../contracts/tooling/fixture/settlement-gas.ts';
import type { BookFigures } from '../../services/matcher/bench/book.bench.ts';
import type { ExchangeFigures } from '../../services/matcher/bench/exchange.bench.ts';

/** Constraints at -O2. */
export interface CircuitFigures {
  /** A signed row, its terms and its share of the sponge. */
  readonly row: number;
  /** A visit at K = 6 and depth 8, likewise. */
  readonly visit: number;
  /** All that market rows cost at the dev size (closed and opened ones), divided by M. */
  readonly marketEntry: number;
  /** The whole batch circuits. */
  readonly dev: number;
  readonly test: number;
  /** What the parts of a market row cost by themselves. */
  readonly closedMarketRow: number;
  readonly openedMarketRow: number;
  readonly oracleRound: number;
  readonly entry: number;
  /** An expired instrument that a batch opens for visits. */
  readonly settledOpening: number;
  /** The one instrument that a batch may expire. */
  readonly expiry: number;
}

/** One full dev batch, from sources to a verified proof. Seconds of wall time. */
export interface ProverFigures {
  readonly prover: string;
  readonly rows: number;
  readonly visits: number;
  readonly compileSeconds: number;
  /** The development key from the constraints. */
  readonly setupSeconds: number;
  readonly witnessSeconds: number;
  readonly proveSeconds: number;
  readonly verifySeconds: number;
  readonly verified: boolean;
}

/** One core. */
export interface CryptoFigures {
  readonly verificationsPerSecond: number;
  readonly circomlibjsVerificationsPerSecond: number;
  readonly verificationRatio: number;
  readonly signaturesPerSecond: number;
  /** Of two inputs. */
  readonly poseidonPerSecond: number;
  readonly circomlibjsPoseidonPerSecond: number;
  readonly poseidonRatio: number;
}

/** The rules on one core: trades between two signed orders, judged, netted into batches and sealed. */
export interface RulesFigures {
  readonly tradesPerSecond: number;
  readonly batches: number;
}

export interface BenchReport {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGiB: number; readonly node: string };
  readonly circuit?: CircuitFigures;
  readonly prover?: ProverFigures;
  readonly l1?: SettlementGas;
  readonly crypto?: CryptoFigures;
  readonly rules?: RulesFigures;
  readonly exchange?: ExchangeFigures;
  readonly book?: { readonly mix: BookFigures; readonly recorded: BookFigures | null };
}

/** Says how far a part is. */
export type Tell = (line: string) => void;
