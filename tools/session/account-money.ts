import {
  type FillJson,
  type InstrumentScale,
  type MovementJson,
  type Page,
  type PageRequest,
  parseDecimal,
  parseUsd,
} from '@tenor/sdk';
import type { Participant } from './participants.ts';

/** Every record of a paged read. */
export async function allPages<T>(read: (request: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read({ limit: 500, ...(cursor && { cursor }) });
    all.push(...page.results);
    cursor = page.next ?? undefined;
  } while (cursor);
  return all;
}

/** µUSD that one fill moved into the account, fee included. */
function cashOf(fill: FillJson, scale: InstrumentScale): bigint {
  const quote = scale.microUsdPerLot(scale.ticks(fill.price)) * scale.lots(fill.size);
  return (fill.side === 'sell' ? quote : -quote) - parseUsd(fill.fee);
}

function amountOf({ kind, amount }: MovementJson): bigint {
  const value = parseUsd(amount);
  return kind === 'withdrawal' || kind === 'transfer_out' ? -value : value;
}

/** What an account's own records say of it: the collateral that its movements and fills add up to, and its positions in lots. */
export interface MoneyTrail {
  readonly collateral: bigint;
  readonly fees: bigint;
  readonly positions: ReadonlyMap<number, bigint>;
}

/** Adds up everything that the exchange reports to an account, settlements of expired instruments too. Funding is not in it. */
export async function moneyTrail({ account }: Participant): Promise<MoneyTrail> {
  const fills = await allPages((request) => account.fills(request));
  const movements = await allPages((request) => account.transfers(request));
  const positions = new Map<number, bigint>();
  let collateral = movements.reduce((sum, movement) => sum + amountOf(movement), 0n);
  let fees = 0n;
  for (const fill of fills) {
    const scale = account.exchange.knownInstrument(fill.instrument)!;
    collateral += cashOf(fill, scale);
    fees += parseDecimal(fill.fee, 6);
    const lots = scale.lots(fill.size);
    positions.set(scale.id, (positions.get(scale.id) ?? 0n) + (fill.side === 'buy' ? lots : -lots));
  }
  for (const { instrument, size, amount } of await allPages((request) => account.settlements(request))) {
    const scale = account.exchange.knownInstrument(instrument)!;
    collateral += parseUsd(amount);
    positions.set(scale.id, (positions.get(scale.id) ?? 0n) - scale.lots(size));
  }
  return { collateral, fees, positions };
}
