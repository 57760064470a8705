import { type BatchRecord, LEVY_DUST, type MarketFigures, type RowRecord, type VisitRecord } from '../../src/index.ts';

const RATIO_UNIT = 1n << 32n;
const lotMarginOf = (short: boolean, { option, im, mark }: MarketFigures): bigint =>
  option && !short ? mark << 20n : im;
const size = (positions: VisitRecord['before']['positions'], instrument: number): bigint =>
  positions.find((position) => position.size !== 0n && position.instrument === instrument)?.size ?? 0n;
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** What the circuit would refuse in what winners pay for a debt, written from docs/protocol/levy.md and deleverage.md. */
export function brokenShortfall({ plan, rows, visits, markets, houseBefore, houseAfter }: BatchRecord): string[] {
  const { shortfall } = plan;
  const closed = rows.filter(({ signed }) => signed.instruction.kind === 'deleverage');
  const broken: string[] = [];
  const must = (holds: boolean, what: string): void => {
    if (!holds) broken.push(what);
  };
  must(houseAfter.insuranceFund >= 0n && houseAfter.insuranceFund < 1n << 62n, 'a fund in range');
  if (!shortfall) {
    must(closed.length === 0, 'no deleveraging without a shortfall');
    must(
      !rows.some(({ levies }) => levies) && visits.every(({ debtPaid }) => debtPaid === null),
      'no levy without a shortfall',
    );
    return broken;
  }
  const market = markets.find(({ row }) => row === shortfall.row)!;
  const { before, after } = market;
  if (!before || !after) return ['a shortfall of a row that is listed or expires'];
  const figures = market.figures.at(-1)!;
  const { levyStep, short, deleverage } = shortfall;
  const lotMargin = lotMarginOf(short, figures);
  const cash = (before.openInterest * levyStep) / (1n << 24n);
  must(houseAfter.insuranceFund < LEVY_DUST, 'a fund that cannot pay');
  must(8n * levyStep <= 16n * lotMargin, 'a levy within an eighth of the initial margin');
  must(after.indexLong - before.indexLong - market.step === (short ? 0n : -levyStep), 'the index of longs');
  must(after.indexShort - before.indexShort - market.step === (short ? levyStep : 0n), 'the index of shorts');
  const paid = visits.reduce((sum, { insurance }) => sum + (insurance ?? 0n), 0n);
  must(houseAfter.insuranceFund - houseBefore.insuranceFund + paid >= cash, 'a levy that the fund gets');
  if (levyStep > 0n) {
    const debtor = visits.find(({ debtPaid }) => debtPaid !== null);
    const row = rows.filter(({ levies }) => levies);
    must(debtor?.bankrupt === true && debtor.insurance! > 0n, 'a levy for a debt');
    must(cash < 2n * (debtor?.debtPaid ?? 0n) + LEVY_DUST, 'a levy of at most twice the debt that is paid');
    must(row.length === 1 && row[0]?.signed.instruction.account === debtor?.account, 'one row of the debtor');
    must(row[0]?.signed.instruction.instrument === before.instrument, 'in the instrument that is levied');
    must(row[0]?.signed.instruction.side === (short ? 1 : 0), 'against the winners');
  }
  if (!deleverage) {
    must(closed.length === 0, 'no deleveraging without a price');
    return broken;
  }
  const atCap = 8n * levyStep === 16n * lotMargin;
  must(deleverage.price === figures.mark || atCap, 'the mark, or the levy at its cap');
  must(short ? deleverage.price >= figures.mark : deleverage.price <= figures.mark, 'no price better for the winners');
  const signed = ({ base, signed: { instruction } }: RowRecord): bigint => (instruction.side === 0 ? base : -base);
  must(closed.reduce((sum, row) => sum + signed(row), 0n) === 0n, 'deleveraged lots that cancel');
  for (const row of closed) {
    const { account, instrument, side } = row.signed.instruction;
    const visit = visits.find((one) => one.account === account)!;
    must(instrument === before.instrument, 'one instrument');
    must(row.quote === deleverage.price * row.base && row.fee === 0n, 'one price and no fee');
    const indebted = side === (short ? 1 : 0);
    must(
      visit.deleveraged && (visit.insurance !== null) === indebted && visit.bankrupt === indebted,
      'winners and debtor',
    );
    if (indebted) continue;
    const over = RATIO_UNIT * row.base - magnitude(size(visit.before.positions, instrument)) * deleverage.ratio;
    must(over >= 0n && over < RATIO_UNIT, 'pro rata');
  }
  return broken;
}
