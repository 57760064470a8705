import {
  type Account,
  accountLeaf,
  CIRCUIT_SIZES,
  controlWord,
  derivePublicKey,
  domainOf,
  flat,
  instructionMessage,
  keysHash,
  type Market,
  MerkleTree,
  marketMutableWord,
  marketStaticWord,
  marketsHash,
  newAccount,
  oracleMessage,
  oracleSetHash,
  packInstruction,
  poseidon,
  positionsHash,
  SCENARIO_GRID,
  settledLeaf,
  settledTree,
  sign,
  slotTree,
  slotWord,
  sponge,
} from '../src/index.ts';
import type { Instruction } from '../src/instructions/signed-instruction.ts';
import { scenarioVectors } from './scenario-vectors.ts';
import { shortfallVectors } from './shortfall-vectors.ts';

const DOMAIN = domainOf(31337, '0x5fbdb2315678afecb367f032d93f642f64180aa3');
const secretOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const upTo = (count: number): bigint[] => Array.from({ length: count }, (_, i) => BigInt(i + 1));

const ORDER: Instruction = {
  kind: 'order',
  account: 7,
  instrument: 1,
  side: 1,
  reduceOnly: true,
  postOnly: false,
  slot: 767,
  generation: 5_959_440_000n,
  revision: 3,
  expiry: 1_795_000_000,
  size: 1_500n,
  limitPrice: 10_000_000n,
  maxFeePerLot: 5_000n,
  amount: 0n,
};
const BLANK = {
  ...ORDER,
  instrument: 0,
  side: 0,
  reduceOnly: false,
  size: 0n,
  limitPrice: 0n,
  maxFeePerLot: 0n,
} as const;
const INSTRUCTIONS: Instruction[] = [
  ORDER,
  { ...ORDER, side: 0, reduceOnly: false, postOnly: true, slot: 0, revision: 0, size: 2n ** 32n - 1n },
  { ...BLANK, kind: 'withdraw', amount: 2n ** 62n - 1n },
  { ...BLANK, kind: 'transfer', instrument: 2 ** 32 - 1, amount: 1n },
  { ...BLANK, kind: 'cancel', slot: 300 },
  { ...BLANK, kind: 'cancelAll', slot: 511 },
  { ...BLANK, kind: 'marginMode', instrument: 255, slot: 512 },
];

const MARKET: Market = {
  instrument: 1,
  kind: 1,
  underlying: 1,
  status: 1,
  strike: 0n,
  expiryHour: 0,
  imRate: 52_429n,
  slopeRate: 72n,
  bandRate: 104_858n,
  fundingCapRate: 67_109n,
  openInterestCap: 1_000_000_000n,
  floorRate: 0n,
  indexLong: -123_456_789n,
  indexShort: 123_456_788n,
  openInterest: 42_000n,
  lastMark: 10_000_000n,
  lastFundingHour: 498_611,
};

function sampleAccount(places: number): Account {
  const account = newAccount(7, 0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266n, derivePublicKey(secretOf(1)), places);
  account.collateral = -1_234_567n;
  account.minGeneration = 5_000_000_000n;
  account.marginMode = 2;
  account.slots.set(0, { generation: 5_959_440_000n, revision: 3, filled: 1_500n });
  account.slots.set(256, { generation: 1n, revision: 0, filled: 2n ** 32n - 1n });
  account.slots.set(767, { generation: 2n ** 36n - 1n, revision: 2 ** 14 - 1, filled: 0n });
  account.positions[0] = { instrument: 1, size: -5_000n, snapshot: 123n };
  account.positions[places - 1] = { instrument: 2 ** 32 - 1, size: 2n ** 48n - 1n, snapshot: -456n };
  return account;
}

const PUT: Market = {
  ...MARKET,
  instrument: 4_095,
  kind: 4,
  underlying: 2,
  strike: 2n ** 36n - 1n,
  expiryHour: 498_632,
  imRate: 157_287n,
  slopeRate: 0n,
  fundingCapRate: 0n,
  openInterestCap: 2n ** 40n - 1n,
  floorRate: 104_858n,
  lastFundingHour: 0,
};

function accountVectors() {
  return Object.values(CIRCUIT_SIZES).map(({ name, K, DEPTH }) => {
    const account = sampleAccount(K);
    const slots = slotTree(account.slots);
    const leaf = accountLeaf(account, slots.root);
    const accounts = new MerkleTree(DEPTH);
    accounts.set(account.id, leaf);
    return {
      circuit: name,
      account: {
        ...account,
        slots: [...account.slots].map(([slot, value]) => ({ slot, ...value, word: slotWord(value) })),
      },
      keysHash: keysHash(account.key),
      control: controlWord(account.minGeneration, account.marginMode),
      positionsHash: positionsHash(account.positions),
      slotsRoot: slots.root,
      leaf,
      accountsRoot: accounts.root,
      emptyAccountsRoot: new MerkleTree(DEPTH).root,
    };
  });
}

function marketVectors() {
  return Object.values(CIRCUIT_SIZES).map(({ name, M, SETTLED }) => {
    const final = { instrument: 4 ** SETTLED - 1, indexLong: -123_456_789n, indexShort: 123_456_788n };
    return {
      circuit: name,
      rows: [MARKET, PUT].map((row) => ({
        row,
        staticWord: marketStaticWord(row),
        mutableWord: marketMutableWord(row),
      })),
      marketsHash: marketsHash(Array.from({ length: M }, (_, row) => [null, MARKET, null, PUT][row] ?? null)),
      unusedMarketsHash: marketsHash(new Array<null>(M).fill(null)),
      settled: {
        ...final,
        leaf: settledLeaf(final),
        root: settledTree(new Map([[final.instrument, final]]), SETTLED).root,
        emptyRoot: settledTree(new Map(), SETTLED).root,
      },
    };
  });
}

function oracleVectors() {
  return Object.values(CIRCUIT_SIZES).flatMap(({ name, M, U, N, V }) => {
    const secrets = Array.from({ length: N }, (_, place) => secretOf(9 + place));
    const keys = secrets.map(derivePublicKey);
    return [0, 498_611].map((settlementHour) => {
      const round = {
        round: 77,
        time: 1_795_000_000,
        instruments: Array.from({ length: M }, (_, row) => (row % 3 === 1 ? 0 : 2 ** 32 - 1 - row)),
        marks: Array.from({ length: M }, (_, row) => (row % 3 === 1 ? 0n : 2n ** 36n - 1n - BigInt(row))),
        scenarioPrices: Array.from({ length: M }, (_, row) =>
          row % 3 === 2 ? SCENARIO_GRID.map((_, s) => 2n ** 36n - 1n - BigInt(9 * row + s)) : [],
        ),
        index: Array.from({ length: U }, (_, u) => 10_000_000n + BigInt(u)),
        settlementHour,
        settlement: Array.from({ length: U }, (_, u) => (settlementHour === 0 ? 0n : 9_900_000n + BigInt(u))),
      };
      const message = oracleMessage(DOMAIN, round);
      const signatures = Array.from({ length: V }, (_, i) => N - V + i).map((signer) => ({
        signer,
        signature: sign(secrets[signer]!, message),
      }));
      return { circuit: name, domain: DOMAIN, ...round, message, keys, setHash: oracleSetHash(keys), signatures };
    });
  });
}

/** The test vectors that circuits and contracts read too, by file name; integers beyond 2^53 become decimal strings. */
export function vectorFiles(): Record<string, string> {
  const eddsa = [1, 2, 255].flatMap((byte) =>
    [0n, 1n, poseidon([1n, 2n])].map((message) => {
      const secret = secretOf(byte);
      return {
        secret: Buffer.from(secret).toString('hex'),
        key: derivePublicKey(secret),
        message,
        signature: sign(secret, message),
      };
    }),
  );
  const files = {
    poseidon: {
      hashes: upTo(16).map((count) => ({ inputs: upTo(Number(count)), hash: poseidon(upTo(Number(count))) })),
      negative: { inputs: [-1n, 0n], hash: poseidon([-1n, 0n]) },
      flat: [1, 16, 17, 33, 40].map((count) => ({
        inputs: upTo(count),
        flat: flat(upTo(count)),
        sponge: sponge(upTo(count)),
      })),
    },
    eddsa,
    instructions: INSTRUCTIONS.map((instruction) => ({
      domain: DOMAIN,
      instruction,
      ...packInstruction(instruction),
      message: instructionMessage(DOMAIN, instruction),
    })),
    accounts: accountVectors(),
    markets: marketVectors(),
    'oracle-rounds': oracleVectors(),
    'scenario-margins': scenarioVectors(),
    shortfalls: shortfallVectors(),
    domain: { chainId: 31337, exchange: '0x5fbdb2315678afecb367f032d93f642f64180aa3', domain: DOMAIN },
  };
  const text = (value: unknown): string =>
    `${JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item), 2)}\n`;
  return Object.fromEntries(Object.entries(files).map(([name, value]) => [`${name}.json`, text(value)]));
}
