import type { ListedMarket } from '@tenor/margin-engine';
import { parseExact, type RoundContent, SCENARIO_GRID, TenorError } from '@tenor/protocol';
import { type TProperties, Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** What a signer is asked: whether it signs this round, and what the proposer says is listed. */
export interface SignRequest {
  readonly content: RoundContent;
  readonly listed: readonly ListedMarket[];
}

const ROWS_MAX = 4096;
const closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });
const Whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const BigInteger = Type.BigInt();
const Prices = Type.Array(BigInteger, { maxItems: ROWS_MAX });
const ScenarioPrices = Type.Array(BigInteger, { maxItems: SCENARIO_GRID.length });

const Content = closed({
  round: Whole,
  time: Whole,
  instruments: Type.Array(Whole, { maxItems: ROWS_MAX }),
  marks: Prices,
  scenarioPrices: Type.Array(ScenarioPrices, { maxItems: ROWS_MAX }),
  index: Prices,
  settlementHour: Whole,
  settlement: Prices,
});
const Terms = closed({
  instrument: Whole,
  kind: Whole,
  underlying: Type.Integer({ minimum: 1, maximum: 255 }),
  status: Whole,
  strike: BigInteger,
  expiryHour: Whole,
  imRate: BigInteger,
  slopeRate: BigInteger,
  bandRate: BigInteger,
  fundingCapRate: BigInteger,
  openInterestCap: BigInteger,
  floorRate: BigInteger,
});
const Listed = closed({ name: Type.String({ minLength: 1, maxLength: 64 }), row: Whole, terms: Terms });
const validator = Compile(closed({ content: Content, listed: Type.Array(Listed, { maxItems: ROWS_MAX }) }));

/**
 * Reads a body as stringifyExact writes it. Throws PARSE_ERROR for what is no JSON, INVALID_PARAMS naming the member that is missing, malformed or too
 * much. Whether the round may be signed is another question.
 */
export function parseSignRequest(text: string): SignRequest {
  let value: unknown;
  try {
    value = parseExact<unknown>(text);
  } catch {
    throw new TenorError('PARSE_ERROR', { detail: 'not valid JSON with exact integers' });
  }
  if (validator.Check(value)) return value as SignRequest;
  const [first] = validator.Errors(value);
  const param = first?.instancePath.slice(1).replaceAll('/', '.') || 'body';
  throw new TenorError('INVALID_PARAMS', { param, detail: `${param}: ${first?.message ?? 'malformed'}` });
}
