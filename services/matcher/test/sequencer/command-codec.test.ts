import { GENESIS_TERMS, stringifyExact } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCommand, encodeCommand } from '../../src/sequencer/command-codec.ts';
import type { Command } from '../../src/sequencer/commands.ts';
import { option } from './dated-venue.ts';
import { keyOf, opening, order, round, START, signed } from './venue.ts';

const examples: Command[] = [
  order(3, { clientId: 'käse-1', label: 'a b', reduceOnly: true, side: 1, generation: (1n << 36n) - 1n }),
  { type: 'edit', time: START, orderId: 7, signed: order(3, { revision: 16_383 }).signed },
  { type: 'cancel', time: START, account: 1, orderId: 2 },
  {
    type: 'cancelAll',
    time: START,
    account: 1,
    instrument: null,
    label: null,
    signed: signed({ kind: 'cancelAll', account: 1 }),
  },
  { type: 'cancelAll', time: START, account: 1, instrument: 2, label: 'x', signed: null },
  { type: 'cancelForGood', time: START, signed: signed({ kind: 'cancel', account: 1 }) },
  { type: 'withdraw', time: START, signed: signed({ kind: 'withdraw', account: 1, amount: (1n << 62n) - 1n }) },
  { type: 'transfer', time: START, signed: signed({ kind: 'transfer', account: 1, instrument: 2, amount: 5n }) },
  { type: 'marginMode', time: START, signed: signed({ kind: 'marginMode', account: 1, instrument: 2 }) },
  { type: 'oracleRound', time: START, round: round(1, START) },
  { type: 'fundingStep', time: START, step: { row: 1, step: -(1n << 60n), hours: 3 } },
  ...opening(1),
  { type: 'penaltySplit', time: START, keeperSharePpm: 0 },
  { type: 'expire', time: START, row: 5 },
  { type: 'sweep', time: START, account: 9 },
  {
    type: 'oracleRound',
    time: START,
    round: round(2, START, 10_000_000n, 3_000_000n, {
      dated: new Map([[4, 77n]]),
      listed: new Map([[4, option(5, 'call', 10_500_000n)]]),
      index: [9_999_999n, 3_000_001n],
      settlement: { hour: START / 3_600_000, prices: [10_000_001n, 2_999_999n] },
    }),
  },
  {
    type: 'l1Entry',
    time: START,
    transactionHash: '0x7',
    block: 7,
    entry: {
      kind: 'list',
      index: 2,
      terms: { ...GENESIS_TERMS[0]!, instrument: 3, kind: 3, strike: 9n, floorRate: 7n },
    },
  },
  { type: 'seal', time: START },
  {
    type: 'batchProved',
    time: START,
    number: 1,
    circuit: 'dev',
    oldStateRoot: (1n << 253n) + 7n,
    newStateRoot: 0n,
    constraints: 159_000,
    witnessMilliseconds: 900,
    proveMilliseconds: 12_000,
    dataBytes: 1_600,
    verificationKeyId: '0xabc',
  },
  { type: 'batchSettled', time: START, number: 1, transactionHash: `0x${'ab'.repeat(32)}`, block: 5, gasUsed: 400_000 },
  { type: 'batchFinal', time: START, number: 1 },
];

const listing = (terms: object): unknown => ({
  ...opening(1)[1]!,
  entry: { kind: 'list', index: 1, terms: { ...GENESIS_TERMS[0]!, ...terms } },
});

describe('the form of a command in the journal', () => {
  it.each(examples.map((command) => [command.type, command] as const))('keeps all of a %s', (_, command) => {
    const bytes = encodeCommand(command);
    expect(decodeCommand(bytes)).toEqual(command);
    expect(encodeCommand(decodeCommand(bytes))).toEqual(bytes);
  });

  it('does not depend on the order of members or on what else is there', () => {
    for (const command of examples) {
      const turned = Object.fromEntries(Object.entries({ ...command, extra: 1 }).reverse()) as unknown as Command;
      expect(encodeCommand(turned)).toEqual(encodeCommand(command));
    }
    const plain = order(1);
    const { instruction } = plain.signed;
    const reversed = Object.fromEntries(Object.entries(instruction).reverse()) as unknown as typeof instruction;
    const shuffled = decodeCommand(encodeCommand({ ...plain, signed: { ...plain.signed, instruction: reversed } }));
    expect(stringifyExact(shuffled)).toBe(stringifyExact(decodeCommand(encodeCommand(plain))));
  });

  const bad: [string, unknown][] = [
    ['no command', {}],
    ['an unknown type', { type: 'toString', time: 1 }],
    ['no time', { ...order(1), time: undefined }],
    ['a fraction of a millisecond', { ...order(1), time: 1.5 }],
    ['a time before 1970', { ...order(1), time: -1 }],
    ['no instruction', { ...order(1), signed: {} }],
    ['a signature that is not there', { ...order(1), signed: { ...order(1).signed, signature: null } }],
    ['a coordinate beyond 256 bits', { ...order(1), signed: { ...order(1).signed, key: { x: 1n << 256n, y: 1n } } }],
    ['a number for a bigint', { ...order(1), signed: { ...order(1).signed, key: { x: 1, y: 1n } } }],
    ['an unknown time in force', { ...order(1), timeInForce: 'day' }],
    ['a long client id', { ...order(1), clientId: 'x'.repeat(37) }],
    ['half a character', { ...order(1), clientId: '\ud800' }],
    ['an empty label', { ...order(1), label: '' }],
    ['a negative entry index', { ...opening(1)[1]!, entry: { kind: 'deposit', index: -1, account: 1, amount: 1n } }],
    [
      'an unknown entry',
      { ...opening(1)[1]!, entry: { kind: 'exit', index: 1, account: 1, owner: 1n, key: keyOf(1) } },
    ],
    ['terms of a row that does not fit', listing({ instrument: 2 ** 32 })],
    ['a round without signatures', { type: 'oracleRound', time: 1, round: { ...round(1, START), signatures: null } }],
    [
      'scenario prices that are no list',
      { type: 'oracleRound', time: 1, round: { ...round(1, START), scenarioPrices: [7n] } },
    ],
    ['infinitely many lots', order(1, { size: Number.POSITIVE_INFINITY as unknown as bigint })],
  ];
  it.each(bad)('refuses %s', (_, command) => {
    expect(() => encodeCommand(command as Command)).toThrow(expect.objectContaining({ name: 'INVALID_PARAMS' }));
  });

  it('never fails in another way, whatever it is given', () => {
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.anything(), fc.nat(), (command, value, pick) => {
        const names = Object.keys(command);
        const broken = { ...command, [names[pick % names.length]!]: value } as unknown as Command;
        try {
          decodeCommand(encodeCommand(broken));
        } catch (error) {
          expect((error as Error).name).toMatch(/^INVALID_(PARAMS|SLOT)$/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
