import {
  CIRCUIT_SIZES,
  derivePublicKey,
  type ExchangeState,
  type FundingStep,
  genesisState,
  holdsExpired,
  Ledger,
  type MarketTerms,
  type OracleRound,
  TenorError,
} from '@tenor/protocol';
import { type BookDepth, type ExchangePort, ExchangeRefusal, type ListedMarket } from '../../src/index.ts';

export const DOMAIN = 99n;
export const SECRETS = [8, 9, 10, 11].map((byte) => new Uint8Array(32).fill(byte));
const SIZE = CIRCUIT_SIZES.dev;

/** The rules themselves behind the engine's port: every round, step, expiry and sweep is judged by them. */
export class LedgerExchange implements ExchangePort {
  readonly ledger: Ledger;
  readonly rounds: OracleRound[] = [];
  readonly funding: FundingStep[] = [];
  readonly expired: number[] = [];
  readonly swept: number[] = [];
  readonly refusals: string[] = [];
  /** Books by name; empty where left out. */
  readonly books = new Map<string, BookDepth>();
  /** Unix seconds. */
  now: number;
  #sequence = 0;
  #entries = 0;

  constructor(now: number) {
    this.now = now;
    const oracleKeys = SECRETS.map((secret) => derivePublicKey(secret));
    const genesis: ExchangeState = genesisState(SIZE, Math.floor(now / 3600));
    this.ledger = Ledger.create({ size: SIZE, domain: DOMAIN, oracleKeys, genesis });
  }

  markets(): ListedMarket[] {
    return this.ledger.state.markets.flatMap((terms, row) =>
      terms ? [{ name: `#${terms.instrument}`, row, terms }] : [],
    );
  }

  async lastRound(): Promise<OracleRound | null> {
    return this.ledger.currentRound;
  }

  async lastFundingHour(name: string): Promise<number> {
    const market = this.ledger.state.markets.find((each) => each && `#${each.instrument}` === name);
    return market!.lastFundingHour;
  }

  async depth(name: string): Promise<BookDepth> {
    return this.books.get(name) ?? { bids: [], asks: [] };
  }

  async expiredHolders(limit: number): Promise<number[]> {
    const { accounts, settled } = this.ledger.state;
    const holders = [...accounts.values()].filter((account) => holdsExpired(account, settled));
    return holders.slice(0, limit).map(({ id }) => id);
  }

  async submitRound(round: OracleRound): Promise<void> {
    this.run(() => this.ledger.applyRound(round));
    this.rounds.push(round);
  }

  async submitFunding(step: FundingStep): Promise<void> {
    this.run(() => this.ledger.applyFunding(step));
    this.funding.push(step);
  }

  async submitExpiry(row: number): Promise<void> {
    const instrument = this.ledger.state.markets[row]?.instrument ?? 0;
    this.run(() => this.ledger.applyExpiry(row));
    this.expired.push(instrument);
  }

  async submitSweep(account: number): Promise<void> {
    this.run(() => {
      if (!this.ledger.applySweep(account)) throw new Error('nothing to sweep');
    });
    this.swept.push(account);
  }

  list(...all: readonly MarketTerms[]): void {
    for (const terms of all) {
      this.run(() => this.ledger.applyEntry({ kind: 'list', index: this.#entries++, terms }));
    }
  }

  open(account: number, amount: bigint): void {
    const entry = { account, owner: BigInt(account), key: derivePublicKey(SECRETS[0]!), amount };
    for (const kind of ['register', 'deposit'] as const) {
      this.run(() => this.ledger.applyEntry({ kind, index: this.#entries++, ...entry }));
    }
  }

  /** A trade at a price; the taker buys. */
  trade(taker: number, maker: number, instrument: number, size: bigint, price: bigint): void {
    const key = derivePublicKey(SECRETS[0]!);
    const signed = (account: number, side: 0 | 1) => ({
      instruction: {
        kind: 'order' as const,
        account,
        instrument,
        side,
        reduceOnly: false,
        postOnly: false,
        slot: 1,
        generation: BigInt(this.#sequence),
        revision: 0,
        expiry: this.now + 60,
        size,
        limitPrice: price,
        maxFeePerLot: 0n,
        amount: 0n,
      },
      signature: { R8: key, S: 0n },
      key,
    });
    const fill = {
      instrument,
      taker: signed(taker, 0),
      maker: signed(maker, 1),
      size,
      price,
      takerFee: 0n,
      makerFee: 0n,
    };
    this.run(() => this.ledger.applyFill(fill));
  }

  run(command: () => void): void {
    this.ledger.beginCommand(++this.#sequence, 0n, this.now);
    try {
      command();
    } catch (error) {
      if (!(error instanceof TenorError)) throw error;
      this.refusals.push(`${error.name}: ${error.message}`);
      throw new ExchangeRefusal(error.name, error.message);
    }
  }
}
