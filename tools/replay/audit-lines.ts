import { MARGIN_FRACTION_BITS, oracleSetHash } from '@tenor/protocol';
import type { BatchAudit } from './audit-batch.ts';
import type { LiquidationFinding } from './audit-liquidations.ts';
import type { ReceiptFinding } from './audit-receipts.ts';
import type { RoundsFinding } from './audit-rounds.ts';

const dollars = (microUsd: bigint): string => (Number(microUsd) / 1e6).toFixed(2);
const verdictOf = (refusal: string | null): string => (refusal === null ? 'ok    ' : `FAILED ${refusal}`);

function accountLine(finding: LiquidationFinding): string {
  const { batch, account, equityBefore, equityAfter, insurance, refusal } = finding;
  const [before, after] = [finding.marginBefore, finding.marginAfter].map((margin) =>
    dollars(margin >> MARGIN_FRACTION_BITS),
  );
  const what = finding.deleveraged ? 'deleveraged account' : 'account';
  return `${verdictOf(refusal)} batch ${batch} ${what} ${account}: equity $${dollars(equityBefore)} of initial margin $${before}, then $${dollars(equityAfter)} of $${after}, insurance $${dollars(insurance)}`;
}

function roundsLine({ batch, rounds, refusal, detail }: RoundsFinding): string {
  if (refusal !== null) return `${verdictOf(refusal)} batch ${batch} rounds: ${detail}`;
  const signed = rounds.map(
    ({ round, signatures }) => `${round} signed by keys ${signatures.map(({ signer }) => signer).join(', ')}`,
  );
  return `${verdictOf(null)} batch ${batch} rounds: ${signed.join('; ')}`;
}

function receiptLine({ batch, account, round, kept, refusal }: ReceiptFinding): string {
  const where = `batch ${batch} receipt of account ${account}`;
  if (refusal !== null) return `${verdictOf(refusal)} ${where}: it names round ${round}`;
  return kept
    ? `ok     ${where}: prices are those of round ${round}`
    : `note   ${where}: its round ${round} is not among the batch's, which went on to a later one; its prices are not compared`;
}

/** Each oracle set once, with its keys: what the places in the lines of the rounds stand for. */
function setLines(audits: readonly BatchAudit[]): string[] {
  const sets = new Map(
    audits.flatMap(({ rounds }) =>
      rounds?.refusal === null ? [[oracleSetHash(rounds.oracleSet), rounds.oracleSet]] : [],
    ),
  );
  return [...sets].flatMap(([hash, keys]) => [
    `oracle set ${hash}, the hash on L1:`,
    ...keys.map(({ x, y }, place) => `       key ${place} is (${x}, ${y})`),
  ]);
}

const batchLines = ({ batch, rounds, receipts, accounts, unjudged, fundDifference }: BatchAudit): string[] => [
  ...(rounds ? [roundsLine(rounds)] : []),
  ...receipts.map(receiptLine),
  ...accounts.map(accountLine),
  ...unjudged.map(
    (account) => `FAILED batch ${batch} account ${account}: not judged, since its prices are not known to be signed`,
  ),
  ...(fundDifference === 0n
    ? []
    : [`FAILED batch ${batch}: the insurance fund differs by ${fundDifference} µUSD from the receipts`]),
];

/** The findings of an audit for people: the last line sums up. `wrong` is how many lines before it say FAILED. */
export function auditLines(audits: readonly BatchAudit[]): { readonly lines: string[]; readonly wrong: number } {
  const lines = [...setLines(audits), ...audits.flatMap(batchLines)];
  const wrong = lines.filter((line) => line.startsWith('FAILED')).length;
  const judged = audits.reduce((count, { accounts }) => count + accounts.length, 0);
  lines.push(`${judged} accounts judged, ${wrong} findings against them, their prices or their batches`);
  return { lines, wrong };
}
