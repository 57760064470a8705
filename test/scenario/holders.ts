import { newAccount } from '@tenor/protocol';
import type { World } from './world.ts';

/** Somebody with positions, as if a history had led there. */
export interface Holder {
  readonly id: number;
  /** At the marks, µUSD. */
  readonly equity: bigint;
  /** Signed lots by market row; those left out are 0. */
  readonly lots?: readonly bigint[];
  /** Standard unless given. */
  readonly marginMode?: number;
}

/**
 * Puts holders straight into the state of a world, before its first command, with the open interest that they make; each signs as `holder <id>`.
 * Throws where the lots of a row are not 0 together.
 * @param marks µUSD per lot, by row
 */
export function placeHolders(world: World, holders: readonly Holder[], marks: readonly bigint[]): void {
  const { accounts, markets } = world.ledger.state;
  marks.forEach((_, row) => {
    const held = holders.map(({ lots }) => lots?.[row] ?? 0n);
    if (held.reduce((sum, lots) => sum + lots, 0n) !== 0n) throw new Error(`the lots of row ${row} are not 0 together`);
    markets[row]!.openInterest = held.reduce((sum, lots) => (lots > 0n ? sum + lots : sum), 0n);
  });
  for (const { id, equity, lots = [], marginMode } of holders) {
    const name = `holder ${id}`;
    world.name(id, name);
    const account = newAccount(id, BigInt(id), world.keyOf(name), world.size.K);
    const held = lots.flatMap((size, row) =>
      size === 0n ? [] : [{ instrument: markets[row]!.instrument, size, snapshot: 0n }],
    );
    held.forEach((position, place) => {
      account.positions[place] = position;
    });
    account.collateral = lots.reduce((cash, size, row) => cash - size * marks[row]!, equity);
    if (marginMode !== undefined) account.marginMode = marginMode;
    accounts.set(id, account);
  }
}
