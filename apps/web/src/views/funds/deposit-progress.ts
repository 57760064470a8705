import { Store, useMember } from '../../data/store.ts';
import type { WalletStep } from '../../wallet/connected-l1.ts';

/** A deposit under way; it lives outside the dialog so that closing the dialog loses nothing. */
export interface DepositProgress {
  readonly step: WalletStep | 'confirm' | 'credited' | 'failed';
  readonly amount: string;
  readonly hash: string | null;
  readonly confirmations: number;
  readonly problem: string | null;
}

const store = new Store<{ deposit: DepositProgress | null }>({ deposit: null });

export const useDepositProgress = (): DepositProgress | null => useMember(store, 'deposit');

export const setDepositProgress = (patch: Partial<DepositProgress> | null): void =>
  store.set({
    deposit: patch && {
      ...(store.state.deposit ?? { step: 'allow', amount: '', hash: null, confirmations: 0, problem: null }),
      ...patch,
    },
  });
