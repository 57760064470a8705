import { isDated, isOption, markBounds, payoff } from '@tenor/protocol';
import type { Command } from '../../src/sequencer/commands.ts';
import type { InstrumentSpecification } from '../../src/sequencer/instruments.ts';
import { future, option } from './dated-venue.ts';
import { BTC, BTC_MARK, ETH, ETH_MARK, order, round, START, signed, USD, type Venue } from './venue.ts';
import { ACCOUNTS, type Wish } from './wishes.ts';

/** Rounds that bring halted markets back, as far apart as steady ones may be. */
const [ROUNDS_TO_REOPEN, SECONDS_APART] = [5, 4] as const;
const HOUR = 3_600_000;

/** Turns wishes into commands for the venue as it stands; many of them will be refused, which is the point. */
export class Stream {
  #time = START;
  #generation = 100n;
  #round = 1;
  #listed = 2;
  readonly #venue: Venue;

  constructor(venue: Venue) {
    this.#venue = venue;
  }

  /** One by one: what a command comes to depends on the venue as the one before left it. */
  *commands(wanted: Wish): Generator<Command> {
    if (wanted.do === 'round') {
      yield this.#oracleRound(wanted.seconds, wanted.move);
      for (let i = 0; wanted.steady && i < ROUNDS_TO_REOPEN; i++) yield this.#oracleRound(SECONDS_APART, wanted.move);
    } else if (wanted.do === 'expire' && wanted.wait) yield* this.#waitForExpiry(wanted.series);
    else yield this.#command(wanted);
    // With a mark for what has just been listed.
    if (wanted.do === 'list') yield this.#oracleRound(1, 0);
  }

  #command(wanted: Exclude<Wish, { do: 'round' }>): Command {
    const time = this.#time;
    switch (wanted.do) {
      case 'place':
        return this.#place(wanted);
      case 'edit': {
        const open = this.#pick(wanted.pick);
        if (!open) return { type: 'seal', time };
        const { instruction } = open.signed;
        const limitPrice = open.price + 10n * BigInt(wanted.ticks);
        const next = { ...instruction, revision: instruction.revision + 1, size: BigInt(wanted.size), limitPrice };
        return { type: 'edit', time, orderId: open.id, signed: { ...open.signed, instruction: next } };
      }
      case 'cancel': {
        const open = this.#pick(wanted.pick);
        return { type: 'cancel', time, account: open?.account ?? 1, orderId: open?.id ?? 999_999 };
      }
      case 'cancelAll': {
        const killer = signed({ kind: 'cancelAll', account: wanted.account, slot: 700, generation: this.#next() });
        const signature = wanted.signed ? { signed: killer } : { signed: null };
        return { type: 'cancelAll', time, account: wanted.account, instrument: null, label: null, ...signature };
      }
      case 'withdraw':
      case 'transfer': {
        const instrument = wanted.do === 'transfer' ? (wanted.account % ACCOUNTS) + 1 : 0;
        const amount = BigInt(wanted.amount) * USD;
        const fields = { account: wanted.account, instrument, slot: 701, generation: this.#next(), amount };
        return { type: wanted.do, time, signed: signed({ kind: wanted.do, ...fields }) };
      }
      case 'marginMode': {
        const fields = { account: wanted.account, instrument: wanted.mode, slot: 704, generation: this.#next() };
        return { type: 'marginMode', time, signed: signed({ kind: 'marginMode', ...fields }) };
      }
      case 'deposit': {
        const index = this.#venue.state.counters.nextEntryIndex;
        const entry = { kind: 'deposit', index, account: wanted.account, amount: 50n * USD } as const;
        return { type: 'l1Entry', time, entry, transactionHash: `0x${index}`, block: index };
      }
      case 'funding': {
        const step = ((BTC_MARK * BigInt(wanted.rate)) / 10_000n) << 24n;
        return { type: 'fundingStep', time, step: { row: wanted.row, step, hours: 1 } };
      }
      case 'insure': {
        const index = this.#venue.state.counters.nextEntryIndex;
        const entry = { kind: 'insure', index, amount: 20n * USD } as const;
        return { type: 'l1Entry', time, entry, transactionHash: `0x${index}`, block: index };
      }
      case 'split':
        return { type: 'penaltySplit', time, keeperSharePpm: wanted.tenths * 100_000 };
      case 'liquidate':
        return this.#liquidate(wanted);
      case 'list': {
        const { kind, hours, strike } = wanted;
        const index = this.#venue.state.counters.nextEntryIndex;
        const expiryHour = Math.floor(time / HOUR) + hours;
        const id = ++this.#listed;
        const at = BTC_MARK + 100_000n * BigInt(strike);
        const terms = kind === 'future' ? future(id, 1, expiryHour) : option(id, kind, at, 1, expiryHour);
        return {
          type: 'l1Entry',
          time,
          transactionHash: `0x${index}`,
          block: index,
          entry: { kind: 'list', index, terms },
        };
      }
      case 'expire':
        return { type: 'expire', time, row: this.#series(wanted.series)?.row ?? 9 };
      case 'sweep':
        return { type: 'sweep', time, account: wanted.account };
      case 'seal':
        return { type: 'seal', time };
    }
  }

  #place(wanted: Extract<Wish, { do: 'place' }>): Command {
    const { eth, series: which, ticks: offset, size, client, lifetime, do: _, account: by, ...rest } = wanted;
    const dated = which === null ? null : this.#series(which);
    const fair = dated ? (this.#dated(BTC_MARK).get(dated.row)! / 100n) * 100n : eth ? ETH_MARK : BTC_MARK;
    return order(by, {
      ...rest,
      time: this.#time,
      instrument: dated?.terms.instrument ?? (eth ? ETH : BTC),
      limitPrice: fair + (dated?.tickSize ?? 10n) * BigInt(offset),
      size: BigInt(size),
      generation: this.#next(),
      expiry: Math.floor(this.#time / 1000) + lifetime,
      clientId: client === null ? null : `c${client}`,
    });
  }

  #liquidate({ account: poor, eth, series: which, keeper }: Extract<Wish, { do: 'liquidate' }>): Command {
    const instrument = (which === null ? null : this.#series(which)?.terms.instrument) ?? (eth ? ETH : BTC);
    const side = this.#venue.position(poor, instrument) > 0n ? 0 : 1;
    const offer =
      keeper === null
        ? null
        : signed({
            kind: 'order',
            account: keeper,
            instrument,
            side,
            size: 500n,
            limitPrice: side === 0 ? BTC_MARK : 1n,
            maxFeePerLot: 20_000n,
            slot: 702,
            generation: this.#next(),
          });
    return { type: 'liquidate', time: this.#time, account: poor, instrument, offer };
  }

  #oracleRound(seconds: number, move: number): Command {
    this.#time += seconds * 1000;
    this.#round++;
    const moved = (mark: bigint): bigint => mark + (mark * BigInt(move)) / 100n;
    return {
      type: 'oracleRound',
      time: this.#time,
      round: round(this.#round, this.#time, moved(BTC_MARK), moved(ETH_MARK), {
        listed: this.#venue.listed,
        dated: this.#dated(moved(BTC_MARK)),
        settlement: this.#settlement(),
      }),
    };
  }

  /** A round when the first of the dated instruments is due, an expiry, a settlement, and rounds until trading goes on. */
  *#waitForExpiry(pick: number): Generator<Command> {
    const first = Math.min(...this.#allSeries().map(({ terms }) => terms.expiryHour)) * HOUR;
    if (!Number.isFinite(first)) return;
    const due = this.#allSeries().filter(({ terms }) => terms.expiryHour * HOUR === first);
    yield* this.#crossing(due[pick % due.length]!, pick);
    yield this.#oracleRound(Math.max(1, (first - this.#time) / 1000), 0);
    yield { type: 'expire', time: this.#time, row: due[pick % due.length]!.row };
    const waiting = this.#venue.state.unsettled.accounts();
    if (waiting.length > 0) yield { type: 'sweep', time: this.#time, account: waiting[pick % waiting.length]! };
    for (let i = 0; i < ROUNDS_TO_REOPEN; i++) yield this.#oracleRound(SECONDS_APART, 0);
  }

  /** Two orders that meet, so that somebody holds what expires. */
  *#crossing({ row, terms }: InstrumentSpecification, pick: number): Generator<Command> {
    const limitPrice = (this.#dated(BTC_MARK).get(row)! / 100n) * 100n;
    for (const side of [0, 1] as const) {
      yield order(1 + ((pick + side) % ACCOUNTS), {
        time: this.#time,
        instrument: terms.instrument,
        side,
        limitPrice,
        size: BigInt(1 + pick),
        slot: 703,
        generation: this.#next(),
      });
    }
  }

  #allSeries(): InstrumentSpecification[] {
    return this.#venue.state.listed.all().filter(({ terms }) => isDated(terms));
  }

  #series(pick: number): InstrumentSpecification | null {
    const all = this.#allSeries();
    return all[pick % Math.max(1, all.length)] ?? null;
  }

  /** Marks of the dated instruments at an index, by row. */
  #dated(index: bigint): Map<number, bigint> {
    return new Map(
      this.#allSeries().map(({ row, terms }) => {
        const { high } = markBounds(terms, index);
        const value = payoff(terms, index) + (isOption(terms) ? index / 50n : index / 200n);
        return [row, value < high ? value : high];
      }),
    );
  }

  /** The settlement prices of the first expiry that is due. */
  #settlement(): { hour: number; prices: [bigint, bigint] } | undefined {
    const hours = this.#allSeries().map(({ terms }) => terms.expiryHour);
    const hour = Math.min(...hours);
    return hour * HOUR <= this.#time ? { hour, prices: [BTC_MARK + 30_000n * BigInt(hour % 7), ETH_MARK] } : undefined;
  }

  #pick(pick: number) {
    const open = this.#venue.state.orders.all();
    return open[pick % Math.max(1, open.length)];
  }

  #next(): bigint {
    this.#generation += 1n;
    return this.#generation;
  }
}
