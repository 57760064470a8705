import {
  type FundingStep,
  type L1Entry,
  type OracleRound,
  type PublicKey,
  packInstruction,
  type Signature,
  type SignedInstruction,
  TenorError,
  unpackInstruction,
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

export const roundField: FieldCodec<OracleRound> = {
  encode: ({ round, time, marks, signature, key }, name) => [
    integerField.encode(round, name),
    integerField.encode(time, name),
    [...coordinates(signature, key), ...marks].map((value) => bigintField.encode(value, name)),
  ],
  decode: (json, name) => {
    const [round, time, values] = Array.isArray(json) ? json : refuse(name, 'a round is needed');
    const length = Array.isArray(values) ? values.length : 0;
    const [Rx, Ry, S, x, y, ...marks] = bigints(values, length, name);
    if (y === undefined) return refuse(name, 'a round is needed');
    return {
      round: integerField.decode(round, name),
      time: integerField.decode(time, name),
      marks,
      signature: { R8: { x: Rx!, y: Ry! }, S: S! },
      key: { x: x!, y },
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

/** The money and key fields of an entry, after kind, index and account (0 where it has none). */
const entryValues = (entry: L1Entry): bigint[] =>
  entry.kind === 'register' ? [entry.owner, entry.key.x, entry.key.y] : [entry.amount];

export const entryField: FieldCodec<L1Entry> = {
  encode: (entry, name) => [
    oneOf('register', 'deposit', 'insure').encode(entry.kind, name),
    integerField.encode(entry.index, name),
    integerField.encode(entry.kind === 'insure' ? 0 : entry.account, name),
    ...entryValues(entry).map((value) => bigintField.encode(value, name)),
  ],
  decode: (json, name) => {
    const [kind, index, account, ...values] = Array.isArray(json) ? json : refuse(name, 'an entry is needed');
    const head = { index: integerField.decode(index, name), account: integerField.decode(account, name) };
    if (kind === 'register') {
      const [owner, x, y] = bigints(values, 3, name) as [bigint, bigint, bigint];
      return { kind, ...head, owner, key: { x, y } };
    }
    const amount = bigints(values, 1, name)[0]!;
    if (kind === 'deposit') return { kind, ...head, amount };
    if (kind !== 'insure' || head.account !== 0) return refuse(name, 'there is no such entry');
    return { kind, index: head.index, amount };
  },
};
