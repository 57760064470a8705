import type { Config } from 'wagmi';
import { getBlockNumber, getConnection } from 'wagmi/actions';
import type { RuntimeConfig } from '../../data/config.ts';
import { notify } from '../../data/desk-store.ts';
import { callExchange } from '../../data/exchange-worker-port.ts';
import { feedStore } from '../../data/feed-store.ts';
import { parseFixed } from '../../model/fixed-point.ts';
import { formatUsd } from '../../model/format.ts';
import type { Transfer } from '../../model/types.ts';
import { connectedL1 } from '../../wallet/connected-l1.ts';
import { setDepositProgress } from './deposit-progress.ts';

const POLL_MS = 500;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, POLL_MS));

/** Runs a deposit to the moment the exchange credits it, reporting every step. Never throws: a failure is a step. */
export async function runDeposit(wagmi: Config, runtime: RuntimeConfig, amount: string): Promise<void> {
  const { session, transfers } = feedStore.state;
  const units = parseFixed(amount, runtime.l1.token.decimals);
  const { address } = getConnection(wagmi);
  setDepositProgress(null);
  setDepositProgress({ step: 'allow', amount });
  try {
    if (!session.key || !address) throw new Error('Enable trading first.');
    if (units === null || units <= 0n) throw new Error('Enter an amount above zero.');
    const seen = new Set(transfers.map(({ id }) => id));
    const l1 = await connectedL1(wagmi, runtime, (step, hash) => setDepositProgress({ step, hash: hash ?? null }));
    const key = { x: BigInt(session.key.x), y: BigInt(session.key.y) };
    const { block, transactionHash } =
      session.accountId === null ? await l1.registerAndDeposit(key, units) : await l1.deposit(session.accountId, units);
    setDepositProgress({ step: 'confirm' });
    await waitForCredit(wagmi, runtime, { owner: address, block, hash: transactionHash, seen });
    setDepositProgress({ step: 'credited' });
    notify({
      key: 'deposit',
      tone: 'good',
      title: 'Deposit credited',
      detail: `${formatUsd(amount)} USD can be traded now.`,
    });
  } catch (error) {
    const { shortMessage, message } = error as { shortMessage?: string; message: string };
    setDepositProgress({ step: 'failed', problem: shortMessage ?? message });
  }
}

interface Credit {
  readonly owner: string;
  readonly block: bigint;
  readonly hash: string;
  readonly seen: ReadonlySet<string>;
}

async function waitForCredit(
  wagmi: Config,
  runtime: RuntimeConfig,
  { owner, block, hash, seen }: Credit,
): Promise<void> {
  for (;;) {
    const head = await getBlockNumber(wagmi, { cacheTime: 0 });
    setDepositProgress({ confirmations: Math.min(Number(head - block) + 1, runtime.l1.depositConfirmations) });
    const { session, transfers } = feedStore.state;
    if (session.accountId === null) await callExchange('login', { owner });
    else if (transfers.some((transfer) => isCredit(transfer, hash, seen))) return;
    await pause();
  }
}

const isCredit = ({ id, kind, entryTransaction }: Transfer, hash: string, seen: ReadonlySet<string>): boolean =>
  kind === 'deposit' && (entryTransaction ? entryTransaction.toLowerCase() === hash.toLowerCase() : !seen.has(id));
