import { type Account, cashIndicesOf, type ExchangeState, pendingCash, wholeCash } from '@tenor/protocol';
import { parseUsd } from '@tenor/sdk';
import type { ReplayReport } from '../replay/replay-from-l1.ts';
import { moneyTrail } from './account-money.ts';
import type { Checks } from './checks.ts';
import type { Participant } from './participants.ts';

const sizesOf = (account: Account): Map<number, bigint> =>
  new Map(account.positions.filter(({ size }) => size !== 0n).map(({ instrument, size }) => [instrument, size]));

const describe = (positions: ReadonlyMap<number, bigint>): string =>
  [...positions]
    .filter(([, size]) => size !== 0n)
    .sort(([a], [b]) => a - b)
    .map(([instrument, size]) => `${size} lots of ${instrument}`)
    .join(', ') || 'none';

/** µUSD owed within the exchange: every account with its pending cash, and the house. */
export function owedWithin(state: ExchangeState): bigint {
  const { feePool, insuranceFund } = state.house;
  return [...state.accounts.values()].reduce(
    (sum, { collateral, positions }) => sum + collateral + wholeCash(pendingCash(positions, cashIndicesOf(state))).cash,
    feePool + insuranceFund,
  );
}

/** Compares an account rebuilt from L1 with what the exchange says and with what its own records add up to. */
export async function verifyAccount(
  participant: Participant,
  state: ExchangeState,
  checks: Checks,
  hadFunding: boolean,
): Promise<void> {
  const { name, account, l1 } = participant;
  const rebuilt = state.accounts.get(account.account);
  checks.that(`${name} is in the state rebuilt from L1`, rebuilt !== undefined);
  if (!rebuilt) return;
  const served = await account.state();
  const positions = await account.positions();
  const trail = await moneyTrail(participant);
  checks.equal(`owner of ${name}`, rebuilt.owner, BigInt(l1.owner));
  checks.equal(`collateral of ${name} in µUSD, rebuilt and served`, rebuilt.collateral, parseUsd(served.collateral));
  const servedSizes = new Map(
    positions.map(({ instrument, size }) => {
      const scale = account.exchange.instrument(instrument);
      return [scale.id, scale.lots(size)];
    }),
  );
  checks.equal(`positions of ${name}, rebuilt and served`, describe(sizesOf(rebuilt)), describe(servedSizes));
  checks.equal(`positions of ${name}, rebuilt and from fills`, describe(sizesOf(rebuilt)), describe(trail.positions));
  // Funding reaches collateral at the visits of an account, which its records do not list.
  if (!hadFunding) checks.equal(`collateral of ${name} from movements and fills`, trail.collateral, rebuilt.collateral);
}

/** Checks of the rebuilt state as a whole: root, flows, positions that sum to zero. */
export function verifyWhole(
  report: ReplayReport,
  flows: { deposited: bigint; withdrawn: bigint },
  rootOnL1: bigint,
  checks: Checks,
): void {
  checks.equal('state root rebuilt from L1 calldata alone', report.replayedRoot, rootOnL1);
  checks.equal('µUSD of deposits in the batches', report.deposits, flows.deposited);
  checks.equal('µUSD of withdrawals in the batches', report.withdrawals, flows.withdrawn);
  const totals = new Map<number, bigint>();
  for (const account of report.replay.state.accounts.values()) {
    for (const [instrument, size] of sizesOf(account)) totals.set(instrument, (totals.get(instrument) ?? 0n) + size);
  }
  checks.equal('positions of everybody together', describe(totals), 'none');
}
