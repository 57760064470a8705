import type { Effects } from '../batch/effects.ts';

/** Visits an account for nothing but its settlement: expired positions pay their cash and are gone. Needs no signature, since it takes nothing. */
export const sweep = (account: number): Effects => ({ accounts: [{ account, cash: 0n }], rows: [], fees: 0n });
