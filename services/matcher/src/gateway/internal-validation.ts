import { parseExact, SCENARIO_GRID, TenorError } from '@tenor/protocol';
import { type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { InternalCommand, InternalReport } from './internal-schema.ts';
import { Count, closedObject, IntegerString, nullable } from './schema/primitives.ts';

const BigInteger = Type.BigInt();
const PublicKey = closedObject({ x: BigInteger, y: BigInteger });
const kind = <K extends string, P extends Record<string, TSchema>>(name: K, properties: P) =>
  closedObject({ kind: Type.Literal(name), ...properties });

const Entry = Type.Union([
  kind('register', { index: Count, account: Count, owner: BigInteger, key: PublicKey }),
  kind('deposit', { index: Count, account: Count, amount: BigInteger }),
  kind('insure', { index: Count, amount: BigInteger }),
  kind('list', {
    index: Count,
    terms: closedObject({
      instrument: Count,
      kind: Count,
      underlying: Count,
      status: Count,
      strike: BigInteger,
      expiryHour: Count,
      imRate: BigInteger,
      slopeRate: BigInteger,
      bandRate: BigInteger,
      fundingCapRate: BigInteger,
      openInterestCap: BigInteger,
      floorRate: BigInteger,
    }),
  }),
]);
const ROWS_MAX = 4096;
const Prices = Type.Array(BigInteger, { maxItems: ROWS_MAX });
const ScenarioPrices = Type.Array(BigInteger, { maxItems: SCENARIO_GRID.length });
const Round = closedObject({
  round: Count,
  time: Count,
  instruments: Type.Array(Count, { maxItems: ROWS_MAX }),
  marks: Prices,
  scenarioPrices: Type.Array(ScenarioPrices, { maxItems: ROWS_MAX }),
  index: Prices,
  settlementHour: Count,
  settlement: Prices,
  signatures: Type.Array(closedObject({ signer: Count, signature: closedObject({ R8: PublicKey, S: BigInteger }) }), {
    maxItems: 64,
  }),
});
const command = Compile(
  Type.Union([
    kind('l1-entry', { entry: Entry, l1Tx: Type.String({ maxLength: 80 }), l1Block: Count }),
    kind('oracle-round', { round: Round }),
    kind('funding-step', { funding: closedObject({ row: Count, step: BigInteger, hours: Count }) }),
    kind('expire', { row: Count }),
    kind('sweep', { account: Count }),
    kind('seal', {}),
  ]),
);

const Text = Type.String({ maxLength: 500 });
const Seconds = Type.Number({ minimum: 0 });
const Point = Type.Array(IntegerString, { maxItems: 3 });
const report = Compile(
  Type.Union([
    kind('batch-proved', {
      batch: Count,
      circuit: Text,
      verificationKeyId: Text,
      constraints: Count,
      oldStateRoot: BigInteger,
      newStateRoot: BigInteger,
      proof: Type.Object({ pi_a: Point, pi_b: Type.Array(Point, { maxItems: 3 }), pi_c: Point }),
      publicSignals: Type.Array(IntegerString, { maxItems: 8 }),
      words: Type.Array(BigInteger, { maxItems: 65_536 }),
      verifierId: Text,
      witnessSeconds: Seconds,
      proveSeconds: Seconds,
      dataBytes: Count,
      time: Count,
    }),
    kind('batch-settled', { batch: Count, l1Tx: Text, l1Block: Count, gasUsed: Count, time: Count }),
    kind('batch-final', { batch: Count, time: Count }),
    kind('prover-status', {
      state: Type.Enum(['warming', 'ready', 'proving']),
      detail: nullable(Text),
      progress: nullable(Seconds),
    }),
    kind('l1-status', { block: Count, stateRoot: BigInteger }),
  ]),
);

interface Validator {
  Check(value: unknown): boolean;
  Errors(value: unknown): Iterable<{ readonly instancePath: string; readonly message: string }>;
}

function parse(text: string, validator: Validator): unknown {
  let value: unknown;
  try {
    value = parseExact<unknown>(text);
  } catch {
    throw new TenorError('PARSE_ERROR', { detail: 'not valid JSON with exact integers' });
  }
  if (validator.Check(value)) return value;
  for (const { instancePath, message } of validator.Errors(value)) {
    throw new TenorError('INVALID_PARAMS', { param: instancePath.slice(1).replaceAll('/', '.'), detail: message });
  }
  throw new TenorError('INVALID_PARAMS');
}

/** The command of a body. Throws PARSE_ERROR or INVALID_PARAMS. */
export const parseInternalCommand = (text: string): InternalCommand => parse(text, command) as InternalCommand;
/** The report of a body. Throws PARSE_ERROR or INVALID_PARAMS. */
export const parseInternalReport = (text: string): InternalReport => parse(text, report) as InternalReport;
