import { parseArgs } from 'node:util';
import {
  type Account,
  ENTRY_KIND,
  ENTRY_WORD,
  MARGIN_FRACTION_BITS,
  sectionLayout,
  TenorError,
  unpackWord,
} from '@tenor/protocol';
import { type DeleveragingJson, ExchangeClient, type LiquidationJson, parseUsd } from '@tenor/sdk';
import type { Hex } from 'viem';
import { indexPrices, scenarioPrices } from '../session/crash/receipt-check.ts';
import {
  auditLiquidations,
  copiesOf,
  fundDifference,
  type LiquidationFinding,
  type ReceiptForAudit,
} from './audit-liquidations.ts';
import { replayFromL1 } from './replay-from-l1.ts';

const USAGE = 'npx tsx tools/replay/liquidations.ts --rpc URL --exchange ADDRESS --api URL [--from-block N]';
const PAGE = 500;

const forAudit = (client: ExchangeClient, receipt: LiquidationJson): ReceiptForAudit => ({
  account: receipt.account,
  insurance: parseUsd(receipt.insurance),
  deleveraged: false,
  fee: parseUsd(receipt.fee),
  levy: parseUsd(receipt.levy),
  index: indexPrices(client, receipt),
  scenarioPrices: scenarioPrices(client, receipt),
});

/** The debtor's receipt, and one for each counterparty, which neither paid nor got anything from the fund. */
function partiesForAudit(client: ExchangeClient, receipt: DeleveragingJson): ReceiptForAudit[] {
  const prices = { index: indexPrices(client, receipt), scenarioPrices: scenarioPrices(client, receipt) };
  const party = (account: number) => ({ account, insurance: null, deleveraged: true, fee: 0n, levy: 0n, ...prices });
  return [
    { ...party(receipt.account), insurance: parseUsd(receipt.insurance), levy: parseUsd(receipt.levy) },
    ...receipt.counterparties.map(({ account }) => party(account)),
  ];
}

/** All pages of one list of receipts, the latest first. */
async function* pages<Receipt>(
  page: (cursor: { cursor?: string }) => Promise<{ results: Receipt[]; next: string | null }>,
): AsyncGenerator<Receipt> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { results, next }: { results: Receipt[]; next: string | null } = await page(cursor === '' ? {} : { cursor });
    yield* results;
    cursor = next;
  }
}

/** Every settled receipt the exchange gives, by batch, the oldest first. */
async function receiptsByBatch(api: string): Promise<Map<number, ReceiptForAudit[]>> {
  const client = await ExchangeClient.connect(api);
  const receipts = new Map<number, ReceiptForAudit[]>();
  const take = (batch: number | null, parties: readonly ReceiptForAudit[]): void => {
    if (batch !== null) receipts.set(batch, [...parties, ...(receipts.get(batch) ?? [])]);
  };
  try {
    const liquidations = pages((from) => client.call('public/liquidations', { limit: PAGE, ...from }));
    for await (const receipt of liquidations) take(receipt.batch, [forAudit(client, receipt)]);
    const deleveragings = pages((from) => client.call('public/deleveragings', { limit: PAGE, ...from }));
    for await (const receipt of deleveragings) take(receipt.batch, partiesForAudit(client, receipt));
    return receipts;
  } finally {
    client.close();
  }
}

/** µUSD that the entries of a batch paid into accounts and into the insurance fund. */
function entriesOf(words: readonly bigint[]): { deposits: Map<number, bigint>; insured: bigint } {
  const deposits = new Map<number, bigint>();
  let insured = 0n;
  for (let place = 0; place < words.length; place += 4) {
    const { kind, account, amount } = unpackWord(ENTRY_WORD, words[place]!);
    if (kind === BigInt(ENTRY_KIND.insure)) insured += amount;
    if (kind === BigInt(ENTRY_KIND.deposit))
      deposits.set(Number(account), (deposits.get(Number(account)) ?? 0n) + amount);
  }
  return { deposits, insured };
}

const dollars = (microUsd: bigint): string => (Number(microUsd) / 1e6).toFixed(2);

function tell({ batch, account, equityBefore, equityAfter, marginBefore, marginAfter, ...rest }: LiquidationFinding) {
  const margins = [marginBefore, marginAfter].map((margin) =>
    margin === null ? '?' : dollars(margin >> MARGIN_FRACTION_BITS),
  );
  const what = rest.deleveraged ? 'deleveraged account' : 'account';
  const verdict = rest.refusal === null ? 'ok    ' : `FAILED ${rest.refusal}`;
  console.log(
    `${verdict} batch ${batch} ${what} ${account}: equity $${dollars(equityBefore)} of initial margin $${margins[0]}, then $${dollars(equityAfter)} of $${margins[1]}, insurance $${dollars(rest.insurance)}`,
  );
}

/** Judges every liquidation and deleveraging that an exchange has settled again, from L1 calldata and the exchange's receipts. Exit code 0 only if each holds. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rpc: { type: 'string' },
      exchange: { type: 'string' },
      api: { type: 'string' },
      'from-block': { type: 'string' },
    },
  });
  if (!values.rpc || !values.api || !/^0x[0-9a-fA-F]{40}$/.test(values.exchange ?? ''))
    throw new TenorError('INVALID_PARAMS', { detail: USAGE });
  const receipts = await receiptsByBatch(values.api);
  const findings: LiquidationFinding[] = [];
  let before = new Map<number, Account>();
  let fund = 0n;
  const differences: string[] = [];
  await replayFromL1(values.rpc, values.exchange as Hex, BigInt(values['from-block'] ?? 0), {
    before: (batch, { state }) => {
      fund = state.house.insuranceFund;
      before = copiesOf(
        state,
        (receipts.get(batch) ?? []).map(({ account }) => account),
      );
    },
    after: (batch, { state, size }, words) => {
      const { offsets, lengths } = sectionLayout(size);
      const list = receipts.get(batch) ?? [];
      const entries = entriesOf(words.slice(offsets.entries, offsets.entries + lengths.entries));
      findings.push(...auditLiquidations(batch, before, state, list, entries.deposits));
      const difference = fundDifference(fund, state.house.insuranceFund, list, entries.insured);
      if (difference !== 0n)
        differences.push(`batch ${batch}: the insurance fund differs by ${difference} µUSD from the receipts`);
    },
  });
  for (const finding of findings) tell(finding);
  for (const difference of differences) console.log(`FAILED ${difference}`);
  const wrong = findings.filter(({ refusal }) => refusal !== null).length + differences.length;
  console.log(`${findings.length} accounts liquidated or deleveraged in settled batches, ${wrong} against the rule`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

await main().catch((error: unknown) => {
  console.error(error instanceof TenorError ? `error ${error.code} ${error.name}: ${error.message}` : error);
  process.exitCode = 1;
});
