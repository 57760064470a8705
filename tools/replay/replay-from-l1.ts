import {
  BATCH_WORD,
  CIRCUIT_SIZES,
  type CircuitName,
  fromSparse,
  genesisState,
  Replay,
  sectionLayout,
  TenorError,
  unpackWord,
} from '@tenor/protocol';
import { createPublicClient, decodeFunctionData, type Hex, http, type PublicClient } from 'viem';
import { exchangeAbi } from '../../packages/sdk/src/generated/abi.ts';

/** What L1 alone tells of an exchange. */
export interface ReplayReport {
  readonly circuit: CircuitName;
  readonly batches: number;
  readonly accounts: number;
  /** µUSD over all batches. */
  readonly deposits: bigint;
  readonly withdrawals: bigint;
  /** As the contract has it. */
  readonly stateRoot: bigint;
  /** As rebuilt. */
  readonly replayedRoot: bigint;
  readonly replay: Replay;
}

/** Looks at the state around each batch while it is rebuilt. */
export interface ReplayObserver {
  before(batch: number, replay: Replay): void;
  after(batch: number, replay: Replay, words: readonly bigint[]): void;
}

/** Hours around the deployment's block in which its genesis hour is sought. */
const HOURS_SOUGHT = 24 * 60;

/**
 * Rebuilds the whole state of an exchange from the calldata of its settlements; nothing else is asked for but an RPC
 * address and the contract's. Throws REPLAY_REFUSED when a batch does not lead to the root it names, L1_UNREACHABLE.
 */
export async function replayFromL1(
  rpcUrl: string,
  exchange: Hex,
  fromBlock = 0n,
  observer?: ReplayObserver,
): Promise<ReplayReport> {
  const client = createPublicClient({ transport: http(rpcUrl) });
  const settlements = await settlementsOf(client, exchange, fromBlock);
  const stateRoot = await client.readContract({ address: exchange, abi: exchangeAbi, functionName: 'stateRoot' });
  const batches = (await Promise.all(settlements.map((hash) => batchesIn(client, hash)))).flat();
  const genesisRoot = batches[0]?.words[0] ?? stateRoot;
  const { circuit, genesisHour } = await findGenesis(client, genesisRoot, settlements[0], exchange);
  const size = CIRCUIT_SIZES[circuit];
  const replay = new Replay(size, genesisState(size, genesisHour));
  let deposits = 0n;
  let withdrawals = 0n;
  for (const batch of batches) {
    const words = fromSparse(batch, sectionLayout(size).words);
    observer?.before(numberOf(words), replay);
    const result = replay.apply(words);
    observer?.after(result.number, replay, words);
    deposits += result.deposits;
    withdrawals += result.withdrawals.reduce((sum, { amount }) => sum + amount, 0n);
  }
  return {
    circuit,
    batches: batches.length,
    accounts: replay.state.accounts.size,
    deposits,
    withdrawals,
    stateRoot,
    replayedRoot: replay.root,
    replay,
  };
}

/** Number of the batch that these words publish. */
const numberOf = (words: readonly bigint[]): number => Number(unpackWord(BATCH_WORD, words[5]!).number);

/** Transactions that settled batches, each once, in order. */
async function settlementsOf(client: PublicClient, exchange: Hex, fromBlock: bigint): Promise<Hex[]> {
  try {
    const events = await client.getContractEvents({
      address: exchange,
      abi: exchangeAbi,
      eventName: 'BatchSettled',
      fromBlock,
    });
    return [...new Set(events.map((event) => event.transactionHash))];
  } catch (error) {
    throw new TenorError('L1_UNREACHABLE', { detail: (error as Error).message });
  }
}

async function batchesIn(client: PublicClient, hash: Hex) {
  const { input } = await client.getTransaction({ hash });
  const { functionName, args } = decodeFunctionData({ abi: exchangeAbi, data: input });
  if (functionName !== 'settle') throw new TenorError('REPLAY_REFUSED', { detail: `${hash} is not a call of settle` });
  return args[0];
}

/** Circuit size and hour of the genesis state: the ones that give the root the first batch starts from. */
async function findGenesis(
  client: PublicClient,
  genesisRoot: bigint,
  firstSettlement: Hex | undefined,
  exchange: Hex,
): Promise<{ circuit: CircuitName; genesisHour: number }> {
  const latest = firstSettlement
    ? (await client.getTransactionReceipt({ hash: firstSettlement })).blockNumber
    : await client.getBlockNumber();
  const { timestamp } = await client.getBlock({ blockNumber: latest });
  const lastHour = Math.floor(Number(timestamp) / 3600);
  for (let hour = lastHour; hour > lastHour - HOURS_SOUGHT; hour--) {
    for (const circuit of Object.keys(CIRCUIT_SIZES) as CircuitName[]) {
      const size = CIRCUIT_SIZES[circuit];
      if (new Replay(size, genesisState(size, hour)).root === genesisRoot) return { circuit, genesisHour: hour };
    }
  }
  throw new TenorError('REPLAY_REFUSED', { detail: `the genesis state of ${exchange} is not one this program makes` });
}
