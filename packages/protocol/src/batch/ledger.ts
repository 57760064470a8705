import { TenorError } from '../errors.ts';
import { cancel } from '../instructions/cancel.ts';
import { cancelAll } from '../instructions/cancel-all.ts';
import { carriedOf, checkInstruction } from '../instructions/check-instruction.ts';
import { deleverage } from '../instructions/deleverage.ts';
import { deposit } from '../instructions/deposit.ts';
import { expire } from '../instructions/expire.ts';
import { fundingStep } from '../instructions/funding-step.ts';
import { insure } from '../instructions/insure.ts';
import { liquidate } from '../instructions/liquidate.ts';
import { list } from '../instructions/list.ts';
import { marginMode } from '../instructions/margin-mode.ts';
import { checkOracleRound } from '../instructions/oracle-round.ts';
import { orderFill } from '../instructions/order-fill.ts';
import { register } from '../instructions/register.ts';
import type { Instruction, InstructionKind, SignedInstruction } from '../instructions/signed-instruction.ts';
import { sweep } from '../instructions/sweep.ts';
import { transfer } from '../instructions/transfer.ts';
import { withdraw } from '../instructions/withdraw.ts';
import { accountHealth } from '../margin/health.ts';
import { holdsExpired } from '../margin/settlement.ts';
import type { CircuitSize } from '../parameters.ts';
import type { Account, PublicKey } from '../state/account.ts';
import type { ExchangeState } from '../state/exchange-state.ts';
import { parseExact, stringifyExact } from '../state/json.ts';
import type { Market } from '../state/market.ts';
import { commitEffects } from './commit.ts';
import type { AccountEffect, Effects, PricedRow, RuleContext } from './effects.ts';
import { advance, type FitContext, fits, reduceOnlyFits } from './fits.ts';
import { judgeAlone } from './judge-alone.ts';
import type {
  AccountHealth,
  ChangePreview,
  Deleverage,
  Fill,
  LedgerInterface,
  Liquidation,
  OpenBatchCounts,
} from './ledger-interface.ts';
import { emptyBatch, type OpenBatch } from './open-batch.ts';
import type { BatchPlan, FundingStep, L1Entry, OracleRound } from './plan.ts';
import { previewChange } from './preview-change.ts';
import { cashIndicesOf, indexOf, markOf, RoundFigures, rowOf } from './rounds.ts';
import { sealBatch } from './seal.ts';

/** What a ledger is opened with. */
export interface LedgerOptions {
  readonly size: CircuitSize;
  /** Domain of every signature (chain and contract). */
  readonly domain: bigint;
  /** The oracle set: N keys, of which V sign a round. */
  readonly oracleKeys: readonly PublicKey[];
  readonly genesis: ExchangeState;
}

/** What a snapshot holds beside the options. */
interface LedgerSnapshot {
  state: ExchangeState;
  round: OracleRound | null;
  batch: OpenBatch;
  nextNumber: number;
  nextEntry: number;
  sealed: BatchPlan[];
}

function entryEffects(context: RuleContext, entry: L1Entry, places: number, { markets }: ExchangeState): Effects {
  if (entry.kind === 'register') return register(context, entry, places);
  if (entry.kind === 'list') return list(entry, markets);
  return entry.kind === 'deposit' ? deposit(context, entry) : insure(entry);
}

type OneShotRule = (context: RuleContext, signed: SignedInstruction) => Effects;
const ONE_SHOTS: Partial<Record<InstructionKind, OneShotRule>> = { withdraw, transfer, cancel, cancelAll, marginMode };

/** The rules with the exchange's state and the batch being collected (see LedgerInterface). */
export class Ledger implements LedgerInterface {
  readonly #options: Omit<LedgerOptions, 'genesis'>;
  readonly #figures: RoundFigures;
  readonly #snapshot: LedgerSnapshot;
  #command = { sequence: 0, journalHead: 0n, nowSeconds: 0 };

  private constructor(options: Omit<LedgerOptions, 'genesis'>, snapshot: LedgerSnapshot) {
    const { N } = options.size;
    const keys = new Set(options.oracleKeys.map(({ x, y }) => `${x} ${y}`));
    // The circuit counts places of the set: a key that stood at two would sign twice.
    if (options.oracleKeys.length !== N || keys.size !== N)
      throw new RangeError(`the oracle set needs ${N} different keys`);
    this.#options = options;
    this.#snapshot = snapshot;
    this.#figures = new RoundFigures(snapshot.state);
  }

  static create(options: LedgerOptions): Ledger {
    const state = parseExact<ExchangeState>(stringifyExact(options.genesis));
    // A batch opens the row of every instrument that a visited account holds, and most commands visit two: with fewer, some could not be proved.
    const { T, K } = options.size;
    if (T < Math.min(state.markets.length, 2 * K)) throw new RangeError(`a batch that opens ${T} rows is too small`);
    return new Ledger(options, {
      state,
      round: null,
      batch: emptyBatch(),
      nextNumber: 1,
      nextEntry: 0,
      sealed: [],
    });
  }

  static deserialize(text: string, options: Omit<LedgerOptions, 'genesis'>): Ledger {
    return new Ledger(options, parseExact<LedgerSnapshot>(text));
  }

  serialize(): string {
    return stringifyExact(this.#snapshot);
  }

  get state(): ExchangeState {
    return this.#snapshot.state;
  }

  get currentRound(): OracleRound | null {
    return this.#snapshot.round;
  }

  get mostLiquidationFills(): number {
    const { R, A } = this.#options.size;
    return Math.min(R, A) - 1;
  }

  /** Queue index of the next L1 entry. */
  get nextEntryIndex(): number {
    return this.#snapshot.nextEntry;
  }

  beginCommand(sequence: number, journalHead: bigint, nowSeconds: number): void {
    this.#command = { sequence, journalHead, nowSeconds };
  }

  applyEntry(entry: L1Entry): void {
    if (entry.index !== this.#snapshot.nextEntry) throw new TenorError('ENTRY_OUT_OF_ORDER', { param: 'index' });
    const context = this.#context();
    this.#run(entryEffects(context, entry, this.#options.size.K, this.state));
    this.#snapshot.nextEntry = entry.index + 1;
  }

  applyRound(round: OracleRound): void {
    checkOracleRound(round, this.#snapshot.round, this.state.markets, this.#options);
    this.#snapshot.round = round;
  }

  applyFunding(step: FundingStep): void {
    const market = this.state.markets[step.row];
    if (!market) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'row' });
    const mark = markOf(this.#round(), market, step.row);
    this.#run(fundingStep(market, mark, step, this.#command.nowSeconds));
  }

  applyExpiry(row: number): void {
    const market = this.state.markets[row];
    if (!market) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'row' });
    this.#run(expire(market, row, this.#round()));
  }

  applySweep(account: number): boolean {
    if (!holdsExpired(this.#account(account), this.state.settled)) return false;
    this.#run(sweep(account));
    return true;
  }

  applyFill(fill: Fill): void {
    const { market, priced } = this.#pricedRow(fill.instrument);
    this.#run(orderFill(this.#context(), market, priced, fill));
  }

  applyLiquidation(liquidation: Liquidation): void {
    if (liquidation.fills.length > this.mostLiquidationFills)
      throw new TenorError('LIQUIDATION_TOO_LARGE', { param: 'fills' });
    const { market, priced } = this.#pricedRow(liquidation.instrument);
    this.#run(liquidate(this.#context(), market, priced, liquidation));
  }

  applyDeleverage(wish: Deleverage): void {
    if (wish.counterparties.length > this.mostLiquidationFills)
      throw new TenorError('LIQUIDATION_TOO_LARGE', { param: 'counterparties' });
    const { market, priced } = this.#pricedRow(wish.instrument);
    this.#run(deleverage(this.#context(), market, priced, wish));
  }

  applyOneShot(signed: SignedInstruction): void {
    const rule = ONE_SHOTS[signed.instruction.kind];
    if (!rule) throw new TenorError('INVALID_PARAMS', { param: 'kind' });
    this.#run(rule(this.#context(), signed));
  }

  checkInstruction(instruction: Instruction): void {
    checkInstruction(this.#account(instruction.account), instruction, this.#command.nowSeconds);
  }

  filledOf(instruction: Instruction): bigint {
    return carriedOf(this.#account(instruction.account).slots.get(instruction.slot), instruction.generation);
  }

  health(account: number): AccountHealth {
    return accountHealth(this.#account(account), cashIndicesOf(this.state), this.#figures.at(this.#round()));
  }

  preview(effect: AccountEffect, marginMode = this.#account(effect.account).marginMode): ChangePreview {
    return previewChange(this.state, this.#figures.at(this.#round()), effect, marginMode);
  }

  seal(): boolean {
    const { batch, nextNumber, sealed } = this.#snapshot;
    if (batch.openedAt === null) return false;
    sealed.push(sealBatch(this.state, batch, this.#options.size, nextNumber, this.#command));
    this.#snapshot.nextNumber = nextNumber + 1;
    this.#snapshot.batch = emptyBatch();
    return true;
  }

  openBatch(): OpenBatchCounts {
    const { rows, touched, entries, funding, openedAt } = this.#snapshot.batch;
    return {
      rows: rows.size,
      visits: touched.size,
      entries: entries.length,
      fundingSteps: funding.length,
      openedAt,
    };
  }

  takeSealed(): BatchPlan[] {
    return this.#snapshot.sealed.splice(0);
  }

  /** Refuses or applies: first the rules alone, then the fit into the open batch, which is sealed where it does not fit. */
  #run(effects: Effects): void {
    const round = this.#round();
    judgeAlone(this.state, this.#figures.at(round), effects, this.#options.size);
    // Accounts come to it without expired positions: each needs openings of its own in a batch.
    for (const { account, fresh } of effects.accounts) {
      if (!fresh && holdsExpired(this.#account(account), this.state.settled)) this.#apply(sweep(account));
    }
    this.#apply(effects);
  }

  #apply(effects: Effects): void {
    if (!this.#fitsOpenBatch(effects)) this.seal();
    const context = this.#fitContext();
    const judged = context.batch.openedAt === null ? null : advance(context);
    commitEffects(context, effects, judged, this.#command.nowSeconds);
  }

  #fitsOpenBatch(effects: Effects): boolean {
    const context = this.#fitContext();
    const { funding } = effects;
    if (funding && context.batch.openedAt !== null) {
      const hour = this.state.markets[funding.row]!.lastFundingHour + funding.hours;
      if (hour * 3600 > context.batch.openedAt) return false;
    }
    return fits(context, effects) && reduceOnlyFits(context, effects);
  }

  #fitContext(): FitContext {
    return {
      size: this.#options.size,
      state: this.state,
      batch: this.#snapshot.batch,
      figures: this.#figures,
      round: this.#round(),
    };
  }

  #context(): RuleContext {
    return {
      nowSeconds: this.#command.nowSeconds,
      underlyings: this.#options.size.U,
      account: (id) => this.#account(id),
      hasAccount: (id) => this.state.accounts.has(id),
    };
  }

  #round(): OracleRound {
    if (!this.#snapshot.round) throw new TenorError('NO_MARK', { retryable: true });
    return this.#snapshot.round;
  }

  #account(id: number): Account {
    const account = this.state.accounts.get(id);
    if (!account) throw new TenorError('UNKNOWN_ACCOUNT', { param: 'account' });
    return account;
  }

  #pricedRow(instrument: number): { market: Market; priced: PricedRow } {
    if (this.state.settled.has(instrument)) throw new TenorError('EXPIRED_INSTRUMENT', { param: 'instrument' });
    const row = rowOf(this.state.markets, instrument);
    const market = this.state.markets[row]!;
    const round = this.#round();
    return { market, priced: { row, mark: markOf(round, market, row), index: indexOf(round, market) } };
  }
}
