import { FUNDING_HOURS_BITS, type FundingStep, type Market } from '@tenor/protocol';
import { eightHourRate, hourlyStep } from './funding-rate.ts';
import { PremiumWindow } from './premium-window.ts';

const LONGEST_STEP_HOURS = 2 ** FUNDING_HOURS_BITS - 1;

/** A market as the schedule needs it, read when funding is due. */
export type FundedMarket = Pick<Market, 'fundingCapRate' | 'lastFundingHour'>;

/** Decides the funding of one market row at each full hour. */
export class FundingSchedule {
  readonly #row: number;
  readonly #patienceSeconds: number;
  readonly #window = new PremiumWindow();
  #firstAsked: number | null = null;

  /**
   * @param patienceSeconds how long a step that is due when the engine starts waits for samples: the premium of the first moments then stands
   * for the hour that nobody watched, instead of nothing
   */
  constructor(row: number, patienceSeconds = 0) {
    this.#row = row;
    this.#patienceSeconds = patienceSeconds;
  }

  /** Takes one sample of the book against the index (µUSD per lot). */
  sample(index: bigint, mid: bigint | null): void {
    this.#window.sample(index, mid);
  }

  /**
   * The steps due at a time (Unix seconds): none within the hour of the last step. After a gap the hours without samples
   * pay nothing, because nobody could watch their premium; they only move the clock, at most 255 hours a step.
   * @returns null while a step waits for samples: ask again
   */
  due(time: number, market: FundedMarket, index: bigint, mark: bigint): FundingStep[] | null {
    const hour = Math.floor(time / 3600);
    let missing = hour - market.lastFundingHour;
    this.#firstAsked ??= time;
    if (missing <= 0) return [];
    if (this.#patienceSeconds > 0 && time < this.#firstAsked + this.#patienceSeconds) return null;
    const premium = this.#window.take();
    const step = premium === null ? 0n : hourlyStep(eightHourRate(premium), index, mark, market);
    const steps: FundingStep[] = [];
    while (missing > LONGEST_STEP_HOURS) {
      steps.push({ row: this.#row, step: 0n, hours: LONGEST_STEP_HOURS });
      missing -= LONGEST_STEP_HOURS;
    }
    steps.push({ row: this.#row, step, hours: missing });
    return steps;
  }
}
