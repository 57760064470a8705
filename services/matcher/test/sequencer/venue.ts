import { createHash } from 'node:crypto';
import {
  CIRCUIT_SIZES,
  derivePublicKey,
  genesisState,
  type Instruction,
  Ledger,
  type LedgerOptions,
  type MarketTerms,
  type OracleRound,
  oracleMessage,
  type PublicKey,
  type RoundContent,
  type SignedInstruction,
  sign,
} from '@tenor/protocol';
import { decodeCommand, encodeCommand } from '../../src/sequencer/command-codec.ts';
import type { Command, PlaceCommand } from '../../src/sequencer/commands.ts';
import { type LedgerFactory, type Outcome, Sequencer } from '../../src/sequencer/sequencer.ts';
import { scenarioPricesOf } from './scenario-prices.ts';

/** 2026-01-01T00:00:00Z, and what every test starts from. */
export const START = 1_767_225_600_000;
export const BTC = 1;
export const ETH = 2;
/** $100,000 a BTC: µUSD per lot. */
export const BTC_MARK = 10_000_000n;
/** $3,000 an ETH. */
export const ETH_MARK = 3_000_000n;
export const DOMAIN = 12345n;
export const USD = 1_000_000n;

const secret = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const size = CIRCUIT_SIZES.dev;
/** Seeds of the oracle set. */
export const ORACLE_SECRETS = Array.from({ length: size.N }, (_, signer) => secret(200 + signer));
const keys = new Map<number, PublicKey>();

/** The key of an account; accounts of tests are registered with it. */
export function keyOf(account: number): PublicKey {
  const key = keys.get(account) ?? derivePublicKey(secret(account));
  keys.set(account, key);
  return key;
}

export const ORACLE_KEYS = ORACLE_SECRETS.map((seed) => derivePublicKey(seed));
const options: Omit<LedgerOptions, 'genesis'> = { size, domain: DOMAIN, oracleKeys: ORACLE_KEYS };

/** The real ledger at the dev size. */
export const ledgers: LedgerFactory = {
  create: () => Ledger.create({ ...options, genesis: genesisState(size, START / 3_600_000) }),
  restore: (text) => Ledger.deserialize(text, options),
};

const rounds = new Map<string, OracleRound>();

/** What a round says beside the perpetuals' marks. Prices in µUSD per lot. */
export interface MorePrices {
  /** Marks of dated instruments by row. */
  readonly dated?: ReadonlyMap<number, bigint>;
  /** What is listed by row; without it a row with a mark holds the instrument whose id is one more than its number, and no options. */
  readonly listed?: ReadonlyMap<number, MarketTerms>;
  /** BTC and ETH; the perpetuals' marks unless said otherwise. */
  readonly index?: readonly [bigint, bigint];
  /** Unix hours, and the settlement prices of BTC and ETH. */
  readonly settlement?: { readonly hour: number; readonly prices: readonly [bigint, bigint] };
}

/** A round signed by the oracle; signing is slow, so equal ones are signed once. */
export function round(
  number: number,
  time: number,
  btc = BTC_MARK,
  eth = ETH_MARK,
  more: MorePrices = {},
): OracleRound {
  const { dated = new Map<number, bigint>(), listed, index = [btc, eth], settlement } = more;
  const marks = Array.from({ length: size.M }, (_, row) => [btc, eth][row] ?? dated.get(row) ?? 0n);
  const content: RoundContent = {
    round: number,
    time: Math.floor(time / 1000),
    instruments: marks.map((mark, row) => (mark === 0n ? 0 : (listed?.get(row)?.instrument ?? row + 1))),
    marks,
    scenarioPrices: marks.map((mark, row) => {
      const terms = listed?.get(row);
      return terms && mark !== 0n ? scenarioPricesOf(terms, mark, index[terms.underlying - 1]!) : [];
    }),
    index,
    settlementHour: settlement?.hour ?? 0,
    settlement: settlement?.prices ?? [0n, 0n],
  };
  const message = oracleMessage(DOMAIN, content);
  const id = String(message);
  const known = rounds.get(id) ?? {
    ...content,
    signatures: ORACLE_SECRETS.slice(0, size.V).map((seed, signer) => ({ signer, signature: sign(seed, message) })),
  };
  rounds.set(id, known);
  return known;
}

/** An instruction of an account with its key. The gateway checks signatures, so the value here stands for a good one. */
export function signed(fields: Partial<Instruction> & Pick<Instruction, 'kind' | 'account'>): SignedInstruction {
  const instruction: Instruction = {
    instrument: 0,
    side: 0,
    reduceOnly: false,
    postOnly: false,
    slot: 0,
    generation: 1n,
    revision: 0,
    expiry: START / 1000 + 86_400,
    size: 0n,
    limitPrice: 0n,
    maxFeePerLot: 0n,
    amount: 0n,
    ...fields,
  };
  return { instruction, signature: { R8: { x: 1n, y: 2n }, S: 3n }, key: keyOf(instruction.account) };
}

export type OrderFields = Partial<Omit<PlaceCommand, 'type' | 'signed'>> & Partial<Instruction>;

/** A gtc limit order in BTC-PERP at the mark, unless said otherwise. */
export function order(account: number, fields: OrderFields = {}): PlaceCommand {
  const { time, orderType, timeInForce, stp, clientId, label, ...instruction } = fields;
  return {
    type: 'place',
    time: time ?? START,
    signed: signed({
      kind: 'order',
      account,
      instrument: BTC,
      size: 10n,
      limitPrice: BTC_MARK,
      maxFeePerLot: 20_000n,
      ...instruction,
    }),
    orderType: orderType ?? 'limit',
    timeInForce: timeInForce ?? 'gtc',
    stp: stp ?? 'expire_taker',
    clientId: clientId ?? null,
    label: label ?? null,
  };
}

/** Registration and first deposit of accounts 1 to n, after a first oracle round. */
export function opening(
  accounts: number,
  deposit = 100_000n * USD,
  owner: (account: number) => bigint = BigInt,
): Command[] {
  const commands: Command[] = [{ type: 'oracleRound', time: START, round: round(1, START) }];
  for (let account = 1; account <= accounts; account++) {
    const l1 = { type: 'l1Entry', time: START, transactionHash: `0x${account}`, block: account } as const;
    const index = 2 * (account - 1);
    commands.push({ ...l1, entry: { kind: 'register', index, account, owner: owner(account), key: keyOf(account) } });
    if (deposit > 0n) commands.push({ ...l1, entry: { kind: 'deposit', index: index + 1, account, amount: deposit } });
  }
  return commands;
}

export const digest = (sequencer: Sequencer): string =>
  createHash('sha256').update(sequencer.serialize()).digest('hex');

/** A sequencer in memory, with the journal's place filled in. */
export class Venue {
  sequencer = Sequencer.create(ledgers);
  readonly journal: Command[] = [];
  /** Of each command of the journal. */
  readonly events: Outcome['events'][] = [];

  constructor(accounts = 0, deposit?: bigint) {
    for (const command of accounts > 0 ? opening(accounts, deposit) : []) this.apply(command);
  }

  apply(command: Command): Outcome {
    const sequence = this.journal.length + 1;
    const outcome = this.sequencer.apply(decodeCommand(encodeCommand(command)), sequence, BigInt(sequence));
    this.journal.push(command);
    this.events.push(outcome.events);
    return outcome;
  }

  /** Rounds a second apart from `time` on, until prices have been steady for long enough; returns the time of the last. */
  reopen(time: number, btc?: bigint, eth?: bigint, dated?: MorePrices['dated']): number {
    for (let at = time; ; at += 1000) {
      const number = (this.sequencer.ledger.currentRound?.round ?? 0) + 1;
      const next = round(number, at, btc, eth, { listed: this.listed, dated });
      this.apply({ type: 'oracleRound', time: at, round: next });
      if (this.state.outage?.mode === 'running') return at;
    }
  }

  /** The error's name that refuses a command; throws where it is accepted or changes anything. */
  refused(command: Command): string {
    const before = this.hash;
    try {
      this.apply(command);
    } catch (error) {
      if (this.hash !== before) throw new Error('a refused command changed the state');
      return (error as Error).name;
    }
    throw new Error('the command was accepted');
  }

  /** Digest of everything, short enough for a failing test to print. */
  get hash(): string {
    return digest(this.sequencer);
  }

  get state() {
    return this.sequencer.state;
  }

  /** What is listed, by row. */
  get listed(): Map<number, MarketTerms> {
    return new Map(this.state.listed.all().map(({ row, terms }) => [row, terms]));
  }

  position(account: number, instrument = BTC): bigint {
    const { positions } = this.sequencer.ledger.state.accounts.get(account)!;
    return positions.find((position) => position.instrument === instrument)?.size ?? 0n;
  }

  collateral(account: number): bigint {
    return this.sequencer.ledger.state.accounts.get(account)!.collateral;
  }
}
