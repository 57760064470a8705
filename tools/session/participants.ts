import { STANDARD_MODE } from '@tenor/protocol';
import { type AccountClient, ExchangeClient, ensureAccount, L1Client } from '@tenor/sdk';
import type { RunningExchange } from '../start/supervisor.ts';

/** Somebody with an L1 wallet and one account of the exchange. */
export interface Participant {
  readonly name: string;
  readonly l1: L1Client;
  readonly account: AccountClient;
  /** µUSD deposited so far. */
  deposited: bigint;
  /** µUSD withdrawn so far. */
  withdrawn: bigint;
  /** The margin mode that it signed last; 0 is standard margin. */
  marginMode: number;
}

export interface Participants {
  readonly maker: Participant;
  readonly alice: Participant;
  /** A second account of Alice's wallet. */
  readonly aliceSavings: Participant;
  readonly bob: Participant;
}

const USD = 1_000_000n;

/** Opens an account of a wallet with a deposit (µUSD) on L1, unless it has it already, and logs in to it. */
export async function joinExchange(
  running: Pick<RunningExchange, 'url' | 'rpcUrl'>,
  name: string,
  privateKey: `0x${string}`,
  deposited: bigint,
  keyIndex = 0,
): Promise<Participant> {
  const exchange = await ExchangeClient.connect(running.url, { requestTimeoutMilliseconds: 60_000 });
  const l1 = L1Client.fromPrivateKey(exchange.config.l1, privateKey, running.rpcUrl);
  const account = await ensureAccount(exchange, l1, { keyIndex, depositMicroUsd: deposited });
  return { name, l1, account, deposited, withdrawn: 0n, marginMode: STANDARD_MODE };
}

/** Opens all accounts on L1, each with a deposit, and logs them in. */
export async function openAccounts(running: RunningExchange, tell: (line: string) => void): Promise<Participants> {
  const { maker, trader, secondTrader } = running.keys;
  const alice = async () => {
    // One after the other: both are transactions of one wallet.
    const first = await joinExchange(running, 'Alice', trader.privateKey, 50_000n * USD);
    return [first, await joinExchange(running, 'Alice (2nd account)', trader.privateKey, 1_000n * USD, 1)] as const;
  };
  const [makerOpen, [first, second], bob] = await Promise.all([
    joinExchange(running, 'maker', maker.privateKey, 500_000n * USD),
    alice(),
    joinExchange(running, 'Bob', secondTrader.privateKey, 30_000n * USD),
  ]);
  const participants = { maker: makerOpen, alice: first, aliceSavings: second, bob };
  for (const { name, account, deposited } of Object.values(participants) as Participant[]) {
    tell(`${name} has account ${account.account} and deposited $${deposited / USD}`);
  }
  return participants;
}

export const everybody = ({ maker, alice, aliceSavings, bob }: Participants): readonly Participant[] => [
  maker,
  alice,
  aliceSavings,
  bob,
];
