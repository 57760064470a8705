import type { SessionReport } from '../session-report.ts';

/** How many batches were looked at, and how. */
export interface CheckedBatches {
  /** Worked out again from the state before, by the rules and from the published words alone. */
  readonly byRules: number;
  /** Of those, run through the constraint system without a proof. */
  readonly byConstraints: number;
  /** Of those, proved; each proof is verified. */
  readonly proved: number;
  readonly settled: number;
}

/** What the replay of a violent day did. Money in µUSD. */
export interface CrashReport extends SessionReport {
  readonly day: string;
  readonly prices: 'recorded' | 'scripted';
  /** Accounts of the population that held a position. */
  readonly accounts: number;
  readonly liquidations: number;
  /** Accounts of them in portfolio margin; liquidations of such. */
  readonly portfolioAccounts: number;
  readonly portfolioLiquidations: number;
  /** Of all liquidations, taken over by a keeper. */
  readonly keeperLiquidations: number;
  /** From the insurance fund to liquidated accounts. */
  readonly insurancePaid: number;
  /** Batches in which winners were levied for a debt, and what that brought. */
  readonly levies: number;
  readonly levied: number;
  /** Accounts whose debt was closed against winners, batch by batch. */
  readonly deleveraged: number;
  /** Lowest equity of any account at the last marks. */
  readonly worstEquity: number;
  /** What accounts owe that nobody has paid, at the last marks. */
  readonly badDebt: number;
  readonly checked: CheckedBatches;
}
