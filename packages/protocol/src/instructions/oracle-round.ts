import type { OracleRound } from '../batch/plan.ts';
import { indexOf } from '../batch/rounds.ts';
import { oracleMessage } from '../codec/oracle-message.ts';
import { verify } from '../crypto/eddsa.ts';
import { TenorError } from '../errors.ts';
import { isOption, markBounds, slopeFits } from '../margin/market-figures.ts';
import { SCENARIO_GRID } from '../margin/scenario/grid.ts';
import { optionArbitrage } from '../margin/series-order.ts';
import { BITS, type CircuitSize } from '../parameters.ts';
import type { PublicKey } from '../state/account.ts';
import type { Market } from '../state/market.ts';

/** By whom and for whom rounds are signed. */
export interface OracleAuthority {
  readonly size: Pick<CircuitSize, 'U' | 'V'>;
  readonly domain: bigint;
  /** The oracle set, N keys. */
  readonly oracleKeys: readonly PublicKey[];
}

const refuse = (detail: string): never => {
  throw new TenorError('ROUND_REFUSED', { detail });
};

/**
 * Checks an oracle round: signed by a quorum of the oracle set for this domain, newer than the last, an index price for every underlying,
 * of every market row the instrument that is listed there and a mark inside its bounds, of the others neither,
 * marks of options free of arbitrage, a price of every option in every scenario, a settlement price only with its hour. Throws STALE_ROUND or ROUND_REFUSED.
 */
export function checkOracleRound(
  round: OracleRound,
  last: OracleRound | null,
  markets: readonly (Market | null)[],
  authority: OracleAuthority,
): void {
  if (last && (round.round <= last.round || round.time < last.time))
    throw new TenorError('STALE_ROUND', { param: 'round' });
  if (round.marks.length !== markets.length) refuse('a mark for every market row is needed');
  if (round.instruments.length !== markets.length) refuse('an instrument for every market row, 0 where none is listed');
  if (round.scenarioPrices.length !== markets.length)
    refuse('scenario prices for every market row, none where no option is listed');
  checkPrices(round, authority.size.U);
  markets.forEach((market, row) => {
    const mark = round.marks[row]!;
    checkScenarioPrices(round, row, market);
    if (round.instruments[row] !== (market?.instrument ?? 0)) refuse(`the instrument of row ${row}`);
    if (!market) {
      if (mark !== 0n) refuse(`the mark of row ${row}`);
      return;
    }
    const { low, high } = markBounds(market, indexOf(round, market));
    if (mark <= 0n || mark < low || mark > high) refuse(`the mark of row ${row}`);
    if (!slopeFits(market, mark)) refuse(`the mark of row ${row} is beyond the margin slope's range`);
  });
  const listed = markets.flatMap((terms, row) => (terms ? [{ terms, mark: round.marks[row]! }] : []));
  const arbitrage = optionArbitrage(listed);
  if (arbitrage) {
    const strikes = arbitrage.map(({ terms, mark }) => `${mark} at ${terms.strike}`);
    refuse(`arbitrage between option marks: ${strikes.join(', ')}`);
  }
  checkRoundSignatures(round, authority);
}

function checkScenarioPrices({ scenarioPrices }: OracleRound, row: number, market: Market | null): void {
  const prices = scenarioPrices[row]!;
  const needed = market && isOption(market) ? SCENARIO_GRID.length : 0;
  if (prices.length !== needed || prices.some((price) => price < 0n || price >> BigInt(BITS.price) !== 0n))
    refuse(`the scenario prices of row ${row}: ${needed} are needed, each of ${BITS.price} bits`);
}

function checkPrices({ index, settlement, settlementHour, time }: OracleRound, underlyings: number): void {
  if (index.length !== underlyings || index.some((price) => price <= 0n)) refuse('an index price for every underlying');
  if (settlement.length !== underlyings) refuse('a settlement price for every underlying, 0 where none is due');
  const priced = settlementHour !== 0;
  if (settlement.some((price) => (priced ? price <= 0n : price !== 0n))) refuse('the settlement prices');
  if (priced && settlementHour * 3600 > time) refuse('a settlement price before its hour');
}

/** Checks that V distinct keys of the oracle set signed what a round says, for this domain. Throws ROUND_REFUSED, or INVALID_PARAMS for a field out of range. */
export function checkRoundSignatures(round: OracleRound, { size, oracleKeys, domain }: OracleAuthority): void {
  const { signatures } = round;
  if (signatures.length !== size.V) refuse(`${size.V} signatures are needed`);
  const message = oracleMessage(domain, round);
  signatures.forEach(({ signer, signature }, i) => {
    const key = oracleKeys[signer];
    if (!key || (i > 0 && signer <= signatures[i - 1]!.signer)) {
      throw new TenorError('ROUND_REFUSED', {
        detail: 'not signed by distinct keys of the oracle set, in their order',
      });
    }
    if (!verify(message, signature, key)) refuse(`signature of key ${signer}`);
  });
}
