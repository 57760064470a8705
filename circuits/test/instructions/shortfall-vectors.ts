import { readFileSync } from 'node:fs';

interface StateVector {
  readonly equity: string;
  readonly margin: string;
  readonly maintenance: string;
}

/** What becomes of one side of a deleveraging; integers are decimal strings. */
export interface ChangeVector {
  readonly name: string;
  readonly before: StateVector;
  readonly after: StateVector;
  readonly closed: string;
  readonly lots: string;
  readonly insurance: string;
  /** Name of the error that refuses it. */
  readonly refusal: string | null;
}

interface ShortfallVectors {
  readonly levies: readonly {
    readonly name: string;
    readonly mark: string;
    readonly im: string;
    readonly option: boolean;
    readonly short: boolean;
    readonly openInterest: string;
    readonly levyStep: string;
    readonly paid: string;
    readonly price: string;
    readonly cap: string;
    readonly cash: string;
    readonly refusal: string | null;
  }[];
  readonly lots: readonly { readonly size: string; readonly ratio: string; readonly lots: string }[];
  readonly debtors: readonly (ChangeVector & { readonly owed: string })[];
  readonly counterparties: readonly ChangeVector[];
}

/** The test vectors of debts that winners pay, as the rules in TypeScript have written them. */
export const shortfallVectors = (): ShortfallVectors =>
  JSON.parse(
    readFileSync(new URL('../../../packages/protocol/test/vectors/shortfalls.json', import.meta.url), 'utf8'),
  ) as ShortfallVectors;
