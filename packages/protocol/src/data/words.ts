import type { BatchRecord, MarketRecord } from '../batch/record.ts';
import { slotWord } from '../codec/account-leaf.ts';
import { packWord } from '../codec/bit-layout.ts';
import { marketMutableWord, marketStaticWord } from '../codec/market-words.ts';
import { roundWord } from '../codec/oracle-message.ts';
import { isUnsigned } from '../instructions/row-source.ts';
import { BITS, type CircuitSize, ENTRY_KIND, sectionLayout } from '../parameters.ts';

/** All ND published words of a batch in their places; an unused word is 0. */
export type BatchWords = readonly bigint[];

export const BATCH_WORD = { number: [BITS.time, 0], time: [BITS.time, 40] } as const;
export const ENTRY_WORD = { kind: [8, 0], account: [32, 8], amount: [BITS.amount, 40] } as const;
export const WITHDRAWAL_WORD = { owner: [160, 0], amount: [88, 160] } as const;
export const ACCOUNT_WORD = {
  active: [1, 0],
  account: [32, 1],
  collateral: [63, 33],
  minGeneration: [36, 96],
  marginMode: [8, 132],
} as const;
export const POSITION_WORD = {
  changed: [1, 0],
  visit: [16, 1],
  place: [8, 17],
  instrument: [32, 25],
  size: [49, 57],
} as const;
export const SLOT_CHANGE_WORD = { slot: [10, 0], account: [32, 10], word: [82, 42] } as const;
/** `mutable` is the row's mutable word; of an expired instrument the one with its final indices; of a listed one its id. */
export const MARKET_CHANGE_WORD = { mutable: [236, 0], row: [10, 236], expired: [1, 246], listed: [1, 247] } as const;
export const HOUSE_WORD = { feePool: [62, 0], insuranceFund: [62, 64] } as const;
export const COLLATERAL_OFFSET = 1n << 62n;
export const SIZE_OFFSET = 1n << 48n;

/** What the header names beside the plan. */
export interface BatchHeader {
  readonly previousRoot: bigint;
  readonly newRoot: bigint;
  readonly domain: bigint;
  /** Hash of the oracle set. */
  readonly oracleSet: bigint;
}

/** The words a batch publishes: enough to rebuild the new state from the old one. */
export function publishedWords(record: BatchRecord, size: CircuitSize, header: BatchHeader): BatchWords {
  const { lengths, offsets, words: count } = sectionLayout(size);
  const words = new Array<bigint>(count).fill(0n);
  const put = (section: keyof typeof lengths, index: number, word: bigint): void => {
    if (index >= lengths[section]) throw new RangeError(`section ${section} holds ${lengths[section]} words`);
    words[offsets[section] + index] = word;
  };
  headerWords(record, header).forEach((word, i) => {
    put('header', i, word);
  });
  entryWords(record).forEach((word, i) => {
    put('entries', i, word);
  });
  record.visits.forEach((visit, v) => {
    const { after, before, out } = visit;
    if (out > 0n) put('withdrawals', v, packWord(WITHDRAWAL_WORD, { owner: after.owner, amount: out }));
    put(
      'accounts',
      v,
      packWord(ACCOUNT_WORD, {
        active: 1n,
        account: after.id,
        collateral: after.collateral + COLLATERAL_OFFSET,
        minGeneration: after.minGeneration,
        marginMode: after.marginMode,
      }),
    );
    after.positions.forEach((position, place) => {
      if (position.size === before.positions[place]!.size) return;
      const instrument = visit.instruments[place]!;
      put(
        'positions',
        v * size.K + place,
        packWord(POSITION_WORD, { changed: 1n, visit: v, place, instrument, size: position.size + SIZE_OFFSET }),
      );
    });
  });
  record.rows.forEach(({ signed: { instruction }, newSlot }, i) => {
    if (isUnsigned(instruction)) return;
    put(
      'slots',
      i,
      packWord(SLOT_CHANGE_WORD, { slot: instruction.slot, account: instruction.account, word: slotWord(newSlot) }),
    );
  });
  record.markets.forEach((market, t) => {
    put('markets', t, marketChangeWord(market, record));
  });
  put('house', 0, packWord(HOUSE_WORD, { ...record.houseAfter }));
  return words;
}

function marketChangeWord({ row, before, after }: MarketRecord, { expiry }: BatchRecord): bigint {
  if (!after) {
    const last = { openInterest: 0n, lastMark: 0n, lastFundingHour: 0 };
    const mutable = marketMutableWord({ ...expiry!.final, ...last });
    return packWord(MARKET_CHANGE_WORD, { mutable, row, expired: 1n, listed: 0n });
  }
  if (!before) return packWord(MARKET_CHANGE_WORD, { mutable: after.instrument, row, expired: 0n, listed: 1n });
  return packWord(MARKET_CHANGE_WORD, { mutable: marketMutableWord(after), row, expired: 0n, listed: 0n });
}

function headerWords({ plan }: BatchRecord, { oracleSet, ...header }: BatchHeader): bigint[] {
  return [
    header.previousRoot,
    header.newRoot,
    header.domain,
    oracleSet,
    plan.journalHead,
    packWord(BATCH_WORD, { number: plan.number, time: plan.time }),
    ...plan.rounds.map(roundWord),
  ];
}

function entryWords({ plan }: BatchRecord): bigint[] {
  return plan.entries.flatMap((entry) => {
    const kind = ENTRY_KIND[entry.kind];
    if (entry.kind === 'register') {
      const { account, owner, key } = entry;
      return [packWord(ENTRY_WORD, { kind, account, amount: 0n }), owner, key.x, key.y];
    }
    if (entry.kind === 'list')
      return [packWord(ENTRY_WORD, { kind, account: 0, amount: 0n }), marketStaticWord(entry.terms), 0n, 0n];
    const account = entry.kind === 'insure' ? 0 : entry.account;
    return [packWord(ENTRY_WORD, { kind, account, amount: entry.amount }), 0n, 0n, 0n];
  });
}
