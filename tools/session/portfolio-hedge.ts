import type { ExchangeState } from '@tenor/protocol';
import { marginModeName, parseUsd, type ReceiptJson } from '@tenor/sdk';
import type { Checks } from './checks.ts';
import type { DatedBoard } from './dated-trades.ts';
import type { Participant } from './participants.ts';

type Tell = (line: string) => void;

const PERPETUAL = 'ETH-PERP';
const HEDGE_SIZE = '0.05';
const MILLION = 1_000_000n;
/** How far below the mark the hedge may sell, ppm. */
const SLIPPAGE_PPM = 20_000n;

/**
 * Somebody who is short a put takes portfolio margin of its underlying by a signed instruction and sells half of it in the perpetual. By standard margin that would
 * add a position's margin; by scenarios it must take margin away. Returns the signed receipts of both.
 */
export async function hedgeInPortfolioMargin(
  participant: Participant,
  { put }: DatedBoard,
  checks: Checks,
  tell: Tell,
): Promise<ReceiptJson[]> {
  const { account, name } = participant;
  const { exchange } = account;
  const mode = put.terms.underlying;
  const changed = await account.setMarginMode(marginModeName(mode, exchange.instruments));
  participant.marginMode = mode;
  tell(`${name} took portfolio margin of ETH`);
  const marginOf = async (): Promise<bigint> => parseUsd((await account.state()).initial_margin);
  const alone = await marginOf();
  const scale = exchange.instrument(PERPETUAL);
  const { mark_price } = await exchange.ticker(PERPETUAL);
  const { fills, receipt } = await account.placeInTicks({
    instrument: PERPETUAL,
    side: 'sell',
    type: 'market',
    timeInForce: 'ioc',
    limitTicks: (scale.ticksBelow(mark_price ?? '0') * (MILLION - SLIPPAGE_PPM)) / MILLION,
    lots: scale.lots(HEDGE_SIZE),
  });
  const sold = fills.reduce((sum, { size }) => sum + scale.lots(size), 0n);
  checks.equal(`${PERPETUAL} that ${name} sold against its put`, scale.sizeText(sold), HEDGE_SIZE);
  const hedged = await marginOf();
  checks.that(
    `initial margin of ${name} in µUSD falls by the hedge, from ${alone} to ${hedged}`,
    hedged < alone,
    'a portfolio loses less than its parts',
  );
  return [changed.receipt, ...(receipt ? [receipt] : [])];
}

/** Whether the state rebuilt from L1 has everybody in the margin mode that they signed last. */
export function verifyModes(
  { accounts }: Pick<ExchangeState, 'accounts'>,
  participants: readonly Pick<Participant, 'name' | 'account' | 'marginMode'>[],
  checks: Checks,
): void {
  for (const { name, account, marginMode } of participants)
    checks.equal(
      `margin mode of ${name}, rebuilt and signed`,
      accounts.get(account.account)?.marginMode ?? 'none',
      marginMode,
    );
}
