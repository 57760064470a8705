import {
  type CircuitSize,
  checkRoundSignatures,
  type ExchangeState,
  isOption,
  MARKET_CHANGE_WORD,
  markOf,
  type OracleRound,
  oracleSetHash,
  roundWord,
  SCENARIO_GRID,
  sectionLayout,
  TenorError,
  unpackWord,
} from '@tenor/protocol';
import type { BatchOracleRoundsJson } from '@tenor/sdk';
import { type ToldRounds, toldRounds } from './told-rounds.ts';

export type RoundsRefusal =
  /** The exchange does not tell them. */
  | 'NO_ROUNDS'
  | 'ROUNDS_UNREADABLE'
  /** The keys do not hash to what the batch published. */
  | 'ORACLE_SET_DIFFERS'
  /** Number, time or settlement hour of some round is not what the batch published. */
  | 'ROUNDS_DIFFER'
  | 'NOT_SIGNED'
  /** A mark that the batch published is not that of its last round. */
  | 'MARK_DIFFERS'
  | 'NO_SCENARIO_PRICES';

/** The rounds of one batch, held against what it published on L1. Oracle set and rounds are empty where they cannot be read. */
export interface RoundsFinding extends ToldRounds {
  readonly batch: number;
  /** What is against them; null where nothing is. */
  readonly refusal: RoundsRefusal | null;
  readonly detail: string;
}

interface Fault {
  readonly refusal: RoundsRefusal;
  readonly detail: string;
}

/** What the header of a batch says of its rounds; a round that fills up the batch is left out. */
function publishedRounds(words: readonly bigint[], size: CircuitSize) {
  const { offsets, lengths } = sectionLayout(size);
  const [, , domain, oracleSet, , , ...all] = words.slice(offsets.header, offsets.header + lengths.header);
  return { domain: domain!, oracleSet: oracleSet!, words: all.filter((word, epoch) => word !== all[epoch - 1]) };
}

function signatureFault(round: OracleRound, size: CircuitSize, told: ToldRounds, domain: bigint): Fault | null {
  try {
    checkRoundSignatures(round, { size, domain, oracleKeys: told.oracleSet });
    return null;
  } catch (error) {
    if (!(error instanceof TenorError) || error.name !== 'ROUND_REFUSED') throw error;
    return { refusal: 'NOT_SIGNED', detail: `round ${round.round}: ${error.message}` };
  }
}

/** Rows that the batch opened and that are still listed after it: it published their marks. */
function openedRows(words: readonly bigint[], size: CircuitSize): number[] {
  const { offsets, lengths } = sectionLayout(size);
  return words.slice(offsets.markets, offsets.markets + lengths.markets).flatMap((word) => {
    const { row, listed, expired } = unpackWord(MARKET_CHANGE_WORD, word);
    return word === 0n || listed === 1n || expired === 1n ? [] : [Number(row)];
  });
}

function priceFault(
  last: OracleRound,
  words: readonly bigint[],
  state: ExchangeState,
  size: CircuitSize,
): Fault | null {
  for (const row of openedRows(words, size)) {
    const { instrument, lastMark } = state.markets[row]!;
    const mark = markOf(last, { instrument }, row);
    const detail = `instrument ${instrument}: ${lastMark} µUSD a lot on L1, ${mark} in round ${last.round}`;
    if (mark !== lastMark) return { refusal: 'MARK_DIFFERS', detail };
  }
  const unpriced = state.markets.find(
    (market, row) =>
      market &&
      isOption(market) &&
      last.instruments[row] === market.instrument &&
      last.scenarioPrices[row]!.length !== SCENARIO_GRID.length,
  );
  if (!unpriced) return null;
  return { refusal: 'NO_SCENARIO_PRICES', detail: `option ${unpriced.instrument} in round ${last.round}` };
}

function faultOf(told: ToldRounds, words: readonly bigint[], state: ExchangeState, size: CircuitSize): Fault | null {
  const published = publishedRounds(words, size);
  const hash = oracleSetHash(told.oracleSet);
  if (told.oracleSet.length !== size.N || hash !== published.oracleSet)
    return { refusal: 'ORACLE_SET_DIFFERS', detail: `${published.oracleSet} on L1, the keys told hash to ${hash}` };
  const wordsTold = told.rounds.map(roundWord);
  if (wordsTold.length !== published.words.length || wordsTold.some((word, place) => word !== published.words[place]))
    return { refusal: 'ROUNDS_DIFFER', detail: `words ${published.words} on L1, ${wordsTold} of the rounds told` };
  for (const round of told.rounds) {
    const fault = signatureFault(round, size, told, published.domain);
    if (fault) return fault;
  }
  return priceFault(told.rounds.at(-1)!, words, state, size);
}

/**
 * Holds the rounds that an exchange tells of a batch against the words that the batch published: the same numbers, times and settlement hours, each signed
 * by a quorum of the oracle set whose hash is on L1, for the domain that is on L1, and the published marks are those of the last one.
 * @param told null where the exchange has none
 * @param words all that the batch published
 * @param state the state after it
 */
export function auditRounds(
  batch: number,
  told: BatchOracleRoundsJson | null,
  words: readonly bigint[],
  state: ExchangeState,
  size: CircuitSize,
): RoundsFinding {
  const nothing = { batch, oracleSet: [], rounds: [] };
  if (!told) return { ...nothing, refusal: 'NO_ROUNDS', detail: 'the exchange does not tell them' };
  try {
    const read = toldRounds(told, size);
    const fault = faultOf(read, words, state, size);
    return { batch, ...read, refusal: fault?.refusal ?? null, detail: fault?.detail ?? '' };
  } catch (error) {
    if (!(error instanceof TenorError) || error.name !== 'INVALID_PARAMS') throw error;
    return { ...nothing, refusal: 'ROUNDS_UNREADABLE', detail: error.message };
  }
}
