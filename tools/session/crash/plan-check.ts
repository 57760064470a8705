import {
  allowedChange,
  type BatchInput,
  type BatchPlan,
  type BatchRecord,
  BITS,
  type CircuitSize,
  closedInitialMargin,
  counterpartyRefusal,
  type ExchangeState,
  genesisState,
  levyCash,
  marginState,
  type PublicKey,
  Replay,
  SettledState,
  STANDARD_MODE,
  type VisitRecord,
} from '@tenor/protocol';
import { figuresOfRecord, type JudgedLiquidation, judgeLiquidations, stateBefore } from './liquidation-check.ts';

const FRACTION = BigInt(BITS.cashIndexFraction);

/** One batch, worked out again from the state before it. */
export interface CheckedBatch {
  readonly plan: BatchPlan;
  readonly newRoot: bigint;
  readonly input: BatchInput['input'];
  readonly words: BatchInput['words'];
  readonly liquidations: readonly JudgedLiquidation[];
  /** What breaks a rule, for people. */
  readonly faults: readonly string[];
}

/** µUSD that entered, left and moved within the exchange over all checked batches. */
export interface Flows {
  deposited: bigint;
  insured: bigint;
  withdrawn: bigint;
  /** From the insurance fund to accounts. */
  insurancePaid: bigint;
  fundingSteps: number;
  /** Batches in which winners were levied, and µUSD that this brought. */
  levies: number;
  levied: bigint;
  /** Accounts whose debt was closed against winners, batch by batch. */
  deleveraged: number;
  /** What settling cash and what a levy brought rounded away, 2^-24 µUSD. */
  remainders: bigint;
}

/** Runs plans through the rules one after the other, and what they publish through the replay that knows nothing but published words. */
export class PlanCheck {
  readonly flows: Flows = {
    deposited: 0n,
    insured: 0n,
    withdrawn: 0n,
    insurancePaid: 0n,
    fundingSteps: 0,
    levies: 0,
    levied: 0n,
    deleveraged: 0,
    remainders: 0n,
  };
  readonly #settled: SettledState;
  readonly #replay: Replay;
  readonly #domain: bigint;
  #number = 0;

  constructor(size: CircuitSize, domain: bigint, genesisHour: number, oracleKeys: readonly PublicKey[]) {
    this.#domain = domain;
    this.#settled = new SettledState(size, genesisState(size, genesisHour), oracleKeys);
    this.#replay = new Replay(size, genesisState(size, genesisHour));
  }

  /** The state after the last checked batch. */
  get state(): ExchangeState {
    return this.#settled.state;
  }

  /** Checks the next batch. Throws what cannot be worked out at all: a gap, an unknown account, words that do not lead to the root they name. */
  check(plan: BatchPlan): CheckedBatch {
    if (plan.number !== this.#number + 1) throw new RangeError(`batch ${plan.number} does not follow ${this.#number}`);
    this.#number = plan.number;
    const record = this.#settled.net(plan);
    const liquidations = judgeLiquidations(record);
    const faults = [
      ...liquidations
        .filter(({ refusal, cost, bound }) => refusal !== null || cost > bound)
        .map(({ account, refusal }) => `batch ${plan.number}: the liquidation of account ${account} breaks ${refusal}`),
      ...refusedVisits(record),
      ...earlyVisits(record),
      ...unsignedRows(plan),
    ];
    const { input, words, newRoot } = this.#settled.applyRecord(record, this.#domain);
    this.#replay.apply(words);
    if (this.#settled.root !== newRoot || this.#replay.root !== newRoot)
      faults.push(`batch ${plan.number}: rules and published words lead to different roots`);
    this.#count(record);
    return { plan, newRoot, input, words, liquidations, faults };
  }

  #count({ plan, visits, markets }: BatchRecord): void {
    const { flows } = this;
    for (const entry of plan.entries) {
      if (entry.kind === 'deposit') flows.deposited += entry.amount;
      else if (entry.kind === 'insure') flows.insured += entry.amount;
    }
    const { shortfall } = plan;
    if (shortfall && shortfall.levyStep > 0n) {
      const { openInterest } = markets.find(({ row }) => row === shortfall.row)!.before!;
      flows.levies++;
      flows.levied += levyCash(openInterest, shortfall.levyStep);
      flows.remainders += openInterest * shortfall.levyStep - (levyCash(openInterest, shortfall.levyStep) << FRACTION);
    }
    for (const { out, insurance, remainder, deleveraged } of visits) {
      if (deleveraged && insurance !== null) flows.deleveraged++;
      flows.withdrawn += out;
      flows.insurancePaid += insurance ?? 0n;
      flows.remainders += remainder;
    }
    flows.fundingSteps += plan.funding.length;
  }
}

/** Rows that nobody signed, of accounts that the batch does not liquidate. */
function unsignedRows({ number, rows, visits }: BatchPlan): string[] {
  const liquidated = new Set(visits.flatMap(({ account, insurance }) => (insurance === null ? [] : [account])));
  return rows
    .map(({ signed }) => signed.instruction)
    .filter((one) => one.kind === 'liquidate' && !liquidated.has(one.account))
    .map(({ account }) => `batch ${number}: account ${account} is closed without a liquidation`);
}

/** Visits of accounts that nobody liquidates, and that end where the margin rules do not let them. */
function refusedVisits(record: BatchRecord): string[] {
  return record.visits.flatMap((visit) => {
    if (visit.insurance !== null || visit.fresh) return [];
    const figuresOf = figuresOfRecord(record, visit.epoch);
    const before = stateBefore(record, visit, figuresOf);
    const after = marginState(visit.after, figuresOf);
    if (visit.deleveraged) {
      const closed = closedInitialMargin(visit.before.positions, visit.after.positions, figuresOf);
      const lost = counterpartyRefusal(before, after, closed);
      return lost === null ? [] : [`batch ${record.plan.number}: account ${visit.account} breaks ${lost}`];
    }
    const needsFullMargin = visit.out > 0n || visit.moves > 0 || visit.modeChanged;
    const branch = allowedChange(before, after, needsFullMargin);
    return branch === null ? [`batch ${record.plan.number}: account ${visit.account} breaks its margin rule`] : [];
  });
}

const isPortfolio = ({ before, after, modeChanged }: VisitRecord): boolean =>
  modeChanged || before.marginMode !== STANDARD_MODE || after.marginMode !== STANDARD_MODE;

/** Visits in portfolio margin, or into or out of it, that are judged at another round than the last: only its scenarios are proved. */
const earlyVisits = ({ plan, visits }: BatchRecord): string[] =>
  visits
    .filter((visit) => isPortfolio(visit) && visit.epoch !== plan.rounds.length - 1)
    .map(
      ({ account }) =>
        `batch ${plan.number}: account ${account} is in portfolio margin, and not judged at the last round`,
    );
