import {
  type FundingStep,
  type L1Entry,
  marketStaticWord,
  type OracleRound,
  type PublicKey,
  packInstruction,
  type RoundSignature,
  type Signature,
  type SignedInstruction,
  TenorError,
  unpackInstruction,
  unpackMarketStaticWord,
} from '@tenor/protocol';

/** How one field of a command is written to the journal. Both directions throw INVALID_PARAMS for what is out of range. */
export interface FieldCodec<T> {
  encode(value: T, name: string): unknown;
  decode(json: unknown, name: string): T;
}

const refuse = (param: string, detail: string): never => {
  throw new TenorError('INVALID_PARAMS', { param, detail });
};

const field = <T>(check: (value: unknown, name: string) => T): FieldCodec<T> => ({ encode: check, decode: check });

export const integerField: FieldCodec<number> = field((value, name) =>
  Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number) + 0
    : refuse(name, 'a non-negative safe integer is needed'),
);

export const textField = (maximum: number): FieldCodec<string> =>
  field((value, name) =>
    typeof value === 'string' && value.length > 0 && value.length <= maximum && !/\p{Surrogate}/u.test(value)
      ? value
      : refuse(name, `1 to ${maximum} characters are needed`),
  );

export const oneOf = <T extends string>(...values: readonly T[]): FieldCodec<T> =>
  field(
    (value, name) => values.find((known) => known === value) ?? refuse(name, `one of ${values.join(', ')} is needed`),
  );

export const nullable = <T>(codec: FieldCodec<T>): FieldCodec<T | null> => ({
  encode: (value, name) => (value === null ? null : codec.encode(value, name)),
  decode: (json, name) => (json === null ? null : codec.decode(json, name)),
});

const HEX = /^-?[0-9a-f]+$/;
const LIMIT = 1n << 256n;

/** Integers of any kind are hexadecimal in the journal. */
export const bigintField: FieldCodec<bigint> = {
  encode: (value, name) =>
    typeof value === 'bigint' && value > -LIMIT && value < LIMIT
      ? value.toString(16)
      : refuse(name, 'an integer is needed'),
  decode: (json, name) => {
    if (typeof json !== 'string' || !HEX.test(json)) return refuse(name, 'an integer is needed');
    return json.startsWith('-') ? -BigInt(`0x${json.slice(1)}`) : BigInt(`0x${json}`);
  },
};

const bigints = (json: unknown, length: number, name: string): bigint[] =>
  Array.isArray(json) && json.length === length
    ? json.map((item) => bigintField.decode(item, name))
    : refuse(name, `${length} integers are needed`);

const coordinates = (signature: Signature, key: PublicKey): bigint[] => [
  signature.R8.x,
  signature.R8.y,
  signature.S,
  key.x,
  key.y,
];

/** The two words that are signed, the signature and the key. */
export const signedField: FieldCodec<SignedInstruction> = {
  encode: ({ instruction, signature, key }, name) => {
    const { w0, w1 } = packInstruction(instruction);
    return [w0, w1, ...coordinates(signature, key)].map((value) => bigintField.encode(value, name));
  },
  decode: (json, name) => {
    const [w0, w1, Rx, Ry, S, x, y] = bigints(json, 7, name) as [
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    return { instruction: unpackInstruction({ w0, w1 }), signature: { R8: { x: Rx, y: Ry }, S }, key: { x, y } };
  },
};

const listOf = <T>(codec: FieldCodec<T>): FieldCodec<readonly T[]> => ({
  encode: (values, name) => values.map((value) => codec.encode(value, name)),
  decode: (json, name) =>
    Array.isArray(json) ? json.map((item) => codec.decode(item, name)) : refuse(name, 'a list is needed'),
});

const roundSignature: FieldCodec<RoundSignature> = {
  encode: ({ signer, signature: { R8, S } }, name) => [
    integerField.encode(signer, name),
    [R8.x, R8.y, S].map((value) => bigintField.encode(value, name)),
  ],
  decode: (json, name) => {
    const [signer, values] = Array.isArray(json) ? json : refuse(name, 'a signature is needed');
    const [x, y, S] = bigints(values, 3, name) as [bigint, bigint, bigint];
    return { signer: integerField.decode(signer, name), signature: { R8: { x, y }, S } };
  },
};

const prices = listOf(bigintField);
const priceLists = listOf(prices);
const instrumentIds = listOf(integerField);
const roundSignatures = listOf(roundSignature);

export const roundField: FieldCodec<OracleRound> = {
  encode: (round, name) => [
    integerField.encode(round.round, name),
    integerField.encode(round.time, name),
    instrumentIds.encode(round.instruments, name),
    prices.encode(round.marks, name),
    priceLists.encode(round.scenarioPrices, name),
    prices.encode(round.index, name),
    integerField.encode(round.settlementHour, name),
    prices.encode(round.settlement, name),
    roundSignatures.encode(round.signatures, name),
  ],
  decode: (json, name) => {
    const [round, time, instruments, marks, scenarioPrices, index, settlementHour, settlement, signatures] =
      Array.isArray(json) ? json : refuse(name, 'a round is needed');
    return {
      round: integerField.decode(round, name),
      time: integerField.decode(time, name),
      instruments: instrumentIds.decode(instruments, name),
      marks: prices.decode(marks, name),
      scenarioPrices: priceLists.decode(scenarioPrices, name),
      index: prices.decode(index, name),
      settlementHour: integerField.decode(settlementHour, name),
      settlement: prices.decode(settlement, name),
      signatures: roundSignatures.decode(signatures, name),
    };
  },
};

export const stepField: FieldCodec<FundingStep> = {
  encode: ({ row, step, hours }, name) => [
    integerField.encode(row, name),
    bigintField.encode(step, name),
    integerField.encode(hours, name),
  ],
  decode: (json, name) => {
    const [row, step, hours] = Array.isArray(json) ? json : refuse(name, 'a funding step is needed');
    return {
      row: integerField.decode(row, name),
      step: bigintField.decode(step, name),
      hours: integerField.decode(hours, name),
    };
  },
};

/** The account of an entry, 0 where it has none. */
const entryAccount = (entry: L1Entry): number =>
  entry.kind === 'register' || entry.kind === 'deposit' ? entry.account : 0;

/** The money, key and terms of an entry, after kind, index and account. */
function entryValues(entry: L1Entry): bigint[] {
  if (entry.kind === 'register') return [entry.owner, entry.key.x, entry.key.y];
  return [entry.kind === 'list' ? marketStaticWord(entry.terms) : entry.amount];
}

export const entryField: FieldCodec<L1Entry> = {
  encode: (entry, name) => [
    oneOf('register', 'deposit', 'insure', 'list').encode(entry.kind, name),
    integerField.encode(entry.index, name),
    integerField.encode(entryAccount(entry), name),
    ...entryValues(entry).map((value) => bigintField.encode(value, name)),
  ],
  decode: (json, name) => {
    const [kind, index, account, ...values] = Array.isArray(json) ? json : refuse(name, 'an entry is needed');
    const head = { index: integerField.decode(index, name), account: integerField.decode(account, name) };
    if (kind === 'register') {
      const [owner, x, y] = bigints(values, 3, name) as [bigint, bigint, bigint];
      return { kind, ...head, owner, key: { x, y } };
    }
    const value = bigints(values, 1, name)[0]!;
    if (kind === 'deposit') return { kind, ...head, amount: value };
    if (head.account !== 0) return refuse(name, 'there is no such entry');
    if (kind === 'list') return { kind, index: head.index, terms: unpackMarketStaticWord(value) };
    return kind === 'insure' ? { kind, index: head.index, amount: value } : refuse(name, 'there is no such entry');
  },
};
