import { ExchangeClient, L1Client } from '@tenor/sdk';
import { developmentAccount } from '../../start/development-keys.ts';
import { joinExchange, type Participant } from '../participants.ts';
import { type CrashExchange, WALLETS } from './crash-exchange.ts';
import type { Member } from './population.ts';

const USD = 1_000_000n;
const MAKER_DOLLARS = 5_000_000n;
const ATTEMPTS = 4;

/** A member with its open account. */
export interface OpenMember extends Participant {
  readonly member: Member;
}

export interface CrashAccounts {
  readonly maker: Participant;
  readonly members: readonly OpenMember[];
}

/**
 * Joins, and tries again where L1 turned the registration down: its gas was estimated before the entries of others, which many wallets make at
 * once here, and may run out. An account is never opened twice.
 */
async function joinAmongOthers(...args: Parameters<typeof joinExchange>): Promise<Participant> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await joinExchange(...args);
    } catch (error) {
      const isReverted = error instanceof Error && /^L1 transaction .* reverted/.test(error.message);
      if (!isReverted || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Opens the accounts of the maker and of everybody on L1, one after the other within a wallet. */
export async function openCrashAccounts(running: CrashExchange, members: readonly Member[]): Promise<CrashAccounts> {
  const wallets = new Map<number, Member[]>();
  for (const member of members) wallets.set(member.wallet, [...(wallets.get(member.wallet) ?? []), member]);
  const openWallet = async ([wallet, own]: [number, Member[]]): Promise<OpenMember[]> => {
    const { privateKey } = developmentAccount(WALLETS.population + wallet);
    const open: OpenMember[] = [];
    for (const member of own) {
      const { name, deposit, keyIndex } = member;
      open.push({ ...(await joinAmongOthers(running, name, privateKey, deposit, keyIndex)), member });
    }
    return open;
  };
  const makerKey = developmentAccount(WALLETS.maker).privateKey;
  const [maker, ...rest] = await Promise.all([
    joinAmongOthers(running, 'maker', makerKey, MAKER_DOLLARS * USD),
    ...[...wallets].map(openWallet),
  ] as const);
  return { maker, members: rest.flat() };
}

/** Pays into the insurance fund on L1. Returns the client that paid. */
export async function payInsurance(running: CrashExchange, amount: bigint): Promise<L1Client> {
  const exchange = await ExchangeClient.connect(running.url);
  const { privateKey } = developmentAccount(WALLETS.insurer);
  const l1 = L1Client.fromPrivateKey(exchange.config.l1, privateKey, running.rpcUrl);
  exchange.close();
  await l1.mint(amount);
  await l1.insure(amount);
  return l1;
}
