import type { Command } from '../sequencer/commands.ts';
import type { CommandResult } from '../sequencer/exchange.ts';
import type { ExchangeQueries } from '../sequencer/queries.ts';
import { AccountFeed } from './account-feed.ts';
import { noAnalytics } from './account-figures.ts';
import { AccountReads } from './account-reads.ts';
import { ChannelHub } from './channel-hub.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { InstrumentDirectory } from './instrument-directory.ts';
import { LiquidatableAccounts } from './liquidatable-accounts.ts';
import { LoginNonces } from './login-nonces.ts';
import { MarketData } from './market-data.ts';
import { ProcessStatus } from './process-status.ts';
import { ProofStore } from './proof-store.ts';
import { createReceiptSigner, type ReceiptSigner } from './receipt-signer.ts';
import { RecordJson } from './record-json.ts';
import { Sessions } from './sessions.ts';
import { createSignatureChecker, type SignatureChecker } from './signature-pool.ts';
import { DEFAULT_RATES, TokenBuckets } from './token-buckets.ts';

/** A command as a method gives it: the context adds the time. */
export type UntimedCommand = Command extends infer C ? (C extends Command ? Omit<C, 'time'> : never) : never;

/** Everything the methods of the API work with. */
export interface GatewayContext {
  readonly options: GatewayOptions;
  readonly now: () => number;
  readonly queries: ExchangeQueries;
  readonly instruments: InstrumentDirectory;
  readonly records: RecordJson;
  readonly accounts: AccountReads;
  readonly liquidatable: LiquidatableAccounts;
  readonly hub: ChannelHub;
  readonly marketData: MarketData;
  readonly accountFeed: AccountFeed;
  readonly sessions: Sessions;
  readonly nonces: LoginNonces;
  readonly signatures: SignatureChecker;
  readonly receipts: ReceiptSigner;
  readonly buckets: TokenBuckets;
  readonly proofs: ProofStore;
  readonly processes: ProcessStatus;
  submit(command: UntimedCommand): Promise<CommandResult>;
}

/** Puts the parts together; starts nothing but the signature threads. */
export function createGatewayContext(options: GatewayOptions): GatewayContext {
  const now = options.now ?? Date.now;
  const { exchange } = options;
  const analytics = options.analytics ?? noAnalytics;
  const { queries } = exchange;
  const instruments = new InstrumentDirectory(queries.instruments(), queries.expiredInstruments(), (id) =>
    queries.specification(id),
  );
  const records = new RecordJson(instruments, queries);
  const accounts = new AccountReads(queries, instruments, analytics);
  const hub = new ChannelHub(now);
  const accountFeed = new AccountFeed({ hub, queries, records, accounts });
  return {
    options,
    now,
    queries,
    instruments,
    records,
    accounts,
    liquidatable: new LiquidatableAccounts(queries),
    hub,
    accountFeed,
    marketData: new MarketData({ hub, instruments, queries, records, accountFeed, analytics, now }),
    sessions: new Sessions(now),
    nonces: new LoginNonces(now),
    signatures: createSignatureChecker(options.domain, options.signatureThreads, (err) =>
      options.logger.error({ err }, 'a signature thread was lost'),
    ),
    receipts: createReceiptSigner(options.receiptKey, options.chainId, options.exchangeAddress),
    buckets: new TokenBuckets({ ...DEFAULT_RATES, ...options.rates }, now),
    proofs: new ProofStore(options.proofDirectory),
    processes: new ProcessStatus(now),
    submit: (command) => exchange.submit({ ...command, time: now() } as Command),
  };
}
