import { TenorError } from '@tenor/protocol';
import type { Command } from './commands.ts';
import {
  bigintField,
  entryField,
  type FieldCodec,
  integerField,
  nullable,
  oneOf,
  roundField,
  signedField,
  stepField,
  textField,
} from './field-codecs.ts';

type FieldsOf<C> = { readonly [F in Exclude<keyof C, 'type'>]: FieldCodec<C[F]> };
type CommandFields = { readonly [T in Command['type']]: FieldsOf<Extract<Command, { type: T }>> };

const time = integerField;
const number = integerField;
const account = integerField;
const signed = signedField;
const HASH_LENGTH = 66;

/** Every field of every command, in the order in which the journal writes them. */
const COMMAND_FIELDS: CommandFields = {
  place: {
    time,
    signed,
    orderType: oneOf('limit', 'market'),
    timeInForce: oneOf('gtc', 'gtt', 'ioc', 'fok'),
    stp: oneOf('expire_maker', 'expire_taker', 'expire_both'),
    clientId: nullable(textField(36)),
    label: nullable(textField(64)),
  },
  edit: { time, orderId: integerField, signed },
  cancel: { time, account, orderId: integerField },
  cancelAll: {
    time,
    account,
    instrument: nullable(integerField),
    label: nullable(textField(64)),
    signed: nullable(signed),
  },
  cancelForGood: { time, signed },
  withdraw: { time, signed },
  transfer: { time, signed },
  marginMode: { time, signed },
  liquidate: { time, account, instrument: integerField, offer: nullable(signed) },
  penaltySplit: { time, keeperSharePpm: integerField },
  oracleRound: { time, round: roundField },
  fundingStep: { time, step: stepField },
  expire: { time, row: integerField },
  sweep: { time, account },
  l1Entry: { time, entry: entryField, transactionHash: textField(HASH_LENGTH), block: integerField },
  seal: { time },
  batchProved: {
    time,
    number,
    circuit: textField(64),
    oldStateRoot: bigintField,
    newStateRoot: bigintField,
    constraints: integerField,
    witnessMilliseconds: integerField,
    proveMilliseconds: integerField,
    dataBytes: integerField,
    verificationKeyId: textField(128),
  },
  batchSettled: { time, number, transactionHash: textField(HASH_LENGTH), block: integerField, gasUsed: integerField },
  batchFinal: { time, number },
};

type AnyFields = Readonly<Record<string, FieldCodec<unknown>>>;

function fieldsOf(type: unknown): AnyFields {
  if (typeof type !== 'string' || !Object.hasOwn(COMMAND_FIELDS, type)) {
    throw new TenorError('INVALID_PARAMS', { param: 'type', detail: 'there is no such command' });
  }
  return COMMAND_FIELDS[type as Command['type']] as unknown as AnyFields;
}

/** The one form of a command in the journal: JSON without choices. Throws INVALID_PARAMS for a field out of range. */
export function encodeCommand(command: Command): Buffer {
  const values = command as unknown as Readonly<Record<string, unknown>>;
  const json: Record<string, unknown> = { type: command.type };
  for (const [name, codec] of Object.entries(fieldsOf(command.type))) {
    try {
      json[name] = codec.encode(values[name], name);
    } catch (error) {
      if (error instanceof TenorError) throw error;
      throw new TenorError('INVALID_PARAMS', { param: name, detail: 'malformed' });
    }
  }
  return Buffer.from(JSON.stringify(json), 'utf8');
}

/** Reads what `encodeCommand` wrote; throws INVALID_PARAMS (SyntaxError) for anything else. */
export function decodeCommand(bytes: Uint8Array): Command {
  const json = JSON.parse(Buffer.from(bytes).toString('utf8')) as Readonly<Record<string, unknown>>;
  const command: Record<string, unknown> = { type: json.type };
  for (const [name, codec] of Object.entries(fieldsOf(json.type))) command[name] = codec.decode(json[name], name);
  return command as unknown as Command;
}
