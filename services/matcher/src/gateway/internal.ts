import { createHash, timingSafeEqual } from 'node:crypto';
import { type BatchPlan, stringifyExact, TenorError } from '@tenor/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayContext, UntimedCommand } from './gateway-context.ts';
import type {
  CommandAccepted,
  InternalCommand,
  InternalReport,
  InternalStatus,
  MarketsView,
  PlansPage,
} from './internal-schema.ts';
import { parseInternalCommand, parseInternalReport } from './internal-validation.ts';
import { PlanWaiters } from './plan-waiters.ts';

const BODY_BYTES_MAX = 8 * 1024 * 1024;
const PLANS_MAX = 100;
const HOLDERS_MAX = 1000;
const WAIT_MILLISECONDS_MAX = 30_000;
const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function guard(token: string) {
  const expected = digest(`Bearer ${token}`);
  return async (request: FastifyRequest): Promise<void> => {
    const given = digest(request.headers.authorization ?? '');
    if (!LOOPBACK.test(request.ip) || !timingSafeEqual(given, expected)) throw new TenorError('UNAUTHENTICATED');
  };
}

function commandOf(command: InternalCommand): UntimedCommand {
  switch (command.kind) {
    case 'l1-entry':
      return { type: 'l1Entry', entry: command.entry, transactionHash: command.l1Tx, block: command.l1Block };
    case 'oracle-round':
      return { type: 'oracleRound', round: command.round };
    case 'funding-step':
      return { type: 'fundingStep', step: command.funding };
    case 'expire':
      return { type: 'expire', row: command.row };
    case 'sweep':
      return { type: 'sweep', account: command.account };
    case 'seal':
      return { type: 'seal' };
  }
}

/** Proposes a command; an L1 entry that is applied already counts as done, so that a watcher may start over. */
async function propose(context: GatewayContext, command: InternalCommand): Promise<CommandAccepted> {
  const { engineSeq, nextEntryIndex } = context.queries.summary();
  if (command.kind === 'l1-entry' && command.entry.index < nextEntryIndex) {
    return { sequence: engineSeq, duplicate: true };
  }
  const { receipt } = await context.submit(commandOf(command));
  return receipt ? { sequence: receipt.engineSeq, duplicate: false } : { sequence: engineSeq, duplicate: true };
}

const milliseconds = (seconds: number): number => Math.round(seconds * 1000);

/** Takes a report. The proof is on disk before the exchange says that there is one. Repeats change nothing. */
async function takeReport(context: GatewayContext, report: InternalReport): Promise<void> {
  if (report.kind === 'prover-status' || report.kind === 'l1-status') {
    context.processes.report(report);
    return;
  }
  const batch = context.queries.batch(report.batch);
  if (!batch) throw new TenorError('BATCH_NOT_FOUND', { param: 'batch' });
  const number = report.batch;
  if (report.kind === 'batch-proved') {
    context.proofs.saveProof(report);
    if (batch.stage !== 'sealed') return;
    const { circuit, oldStateRoot, newStateRoot, constraints, dataBytes, verificationKeyId } = report;
    await context.submit({
      type: 'batchProved',
      number,
      circuit,
      oldStateRoot,
      newStateRoot,
      constraints,
      dataBytes,
      verificationKeyId,
      witnessMilliseconds: milliseconds(report.witnessSeconds),
      proveMilliseconds: milliseconds(report.proveSeconds),
    });
  } else if (report.kind === 'batch-settled') {
    if (batch.stage === 'final' || (batch.stage === 'settled' && batch.l1Transaction === report.l1Tx)) return;
    const { l1Tx: transactionHash, l1Block: block, gasUsed } = report;
    await context.submit({ type: 'batchSettled', number, transactionHash, block, gasUsed });
  } else if (batch.stage !== 'final') await context.submit({ type: 'batchFinal', number });
}

function internalStatus({ queries, options, now }: GatewayContext, withStateHash: boolean): InternalStatus {
  const summary = queries.summary();
  const orNull = (batch: number): number | null => (batch === 0 ? null : batch);
  const { rows, visits, entries, fundingSteps } = summary.openBatch;
  return {
    sequence: summary.engineSeq,
    journalHead: summary.journalHead,
    stateHash: withStateHash ? options.exchange.stateHash() : null,
    entriesApplied: summary.nextEntryIndex,
    lastRound: queries.round()?.round ?? null,
    marketMode: queries.marketMode(now()).mode,
    lastSealed: orNull(summary.lastSealed),
    lastProved: orNull(summary.lastProved),
    lastSettled: orNull(summary.lastSettled),
    lastFinal: orNull(summary.lastFinal),
    openBatch: { rows, visits, entries, fundingSteps },
    unprovedRows: summary.unprovedRows,
  };
}

function readPlans({ queries }: GatewayContext, from: number, limit: number): PlansPage {
  const { lastSealed } = queries.summary();
  const plans: BatchPlan[] = [];
  for (let number = Math.max(1, from); number <= lastSealed && plans.length < limit; number++) {
    const plan = queries.plan(number);
    if (!plan) break;
    plans.push(plan);
  }
  return { plans, lastSealed: lastSealed === 0 ? null : lastSealed };
}

const marketsView = ({ queries }: GatewayContext): MarketsView => ({
  markets: queries.instruments().map(({ name, row, terms }) => ({ name, row, terms })),
  round: queries.round(),
  expiredHolders: queries.expiredHolders().slice(0, HOLDERS_MAX),
});

function wholeNumber(query: unknown, name: string, otherwise: number, maximum: number): number {
  const text = (query as Record<string, unknown>)[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new TenorError('INVALID_PARAMS', { param: name });
  return Math.min(value, maximum);
}

const send = (reply: FastifyReply, value: unknown) => reply.type('application/json').send(stringifyExact(value));

/** The routes by which the other processes of the exchange work with it (internal-schema.ts). Needs a token. */
export function registerInternalRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { internalToken, exchange } = context.options;
  if (internalToken === undefined) return;
  const waiters = new PlanWaiters();
  const closing = new AbortController();
  const stop = exchange.subscribe((events) => {
    if (events.some((event) => event.type === 'batch' && event.batch.stage === 'sealed')) waiters.wake();
  });
  app.addHook('preClose', async () => {
    stop();
    closing.abort();
  });
  app.register(
    async (routes) => {
      routes.addHook('onRequest', guard(internalToken));
      routes.post('/command', async ({ body }, reply) =>
        send(reply, await propose(context, parseInternalCommand(String(body)))),
      );
      routes.post('/report', { bodyLimit: BODY_BYTES_MAX }, async ({ body }, reply) => {
        await takeReport(context, parseInternalReport(String(body)));
        return send(reply, {});
      });
      routes.get('/plans', async ({ query }, reply) => {
        const from = wholeNumber(query, 'from', 1, Number.MAX_SAFE_INTEGER);
        const limit = wholeNumber(query, 'limit', PLANS_MAX, PLANS_MAX);
        const wait = wholeNumber(query, 'wait_ms', 0, WAIT_MILLISECONDS_MAX);
        let page = readPlans(context, from, limit);
        if (page.plans.length === 0 && wait > 0) {
          await waiters.wait(wait, closing.signal);
          page = readPlans(context, from, limit);
        }
        return send(reply, page);
      });
      routes.get('/markets', async (_, reply) => send(reply, marketsView(context)));
      routes.get('/status', async ({ query }, reply) => {
        const withStateHash = wholeNumber(query, 'state_hash', 0, 1) === 1;
        return send(reply, internalStatus(context, withStateHash));
      });
      routes.put<{ Params: { id: string } }>(
        '/verification-key/:id',
        { bodyLimit: BODY_BYTES_MAX },
        async ({ params, body }, reply) => {
          context.proofs.saveVerificationKey(params.id, JSON.parse(String(body)));
          return send(reply, {});
        },
      );
    },
    { prefix: '/internal' },
  );
}
