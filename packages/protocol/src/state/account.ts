import { STANDARD_MODE } from '../margin/scenario/grid.ts';

/** A point of Baby Jubjub in affine coordinates: an L2 public key. */
export interface PublicKey {
  readonly x: bigint;
  readonly y: bigint;
}

/** A holding of one account in one instrument. */
export interface Position {
  /** Instrument id; 0 with size 0 is the empty position. */
  instrument: number;
  /** Signed lots, |size| < 2^48. */
  size: bigint;
  /** Cash index of its side when last settled, µUSD per lot × 2^24, signed. */
  snapshot: bigint;
}

/** One instruction slot: the replay protection of everything an account signs. */
export interface Slot {
  generation: bigint;
  revision: number;
  /** Lots filled over all revisions of this generation; 2^32 − 1 once a one-shot instruction used it. */
  filled: bigint;
}

/** A slot that nothing has used. */
export const EMPTY_SLOT: Readonly<Slot> = { generation: 0n, revision: 0, filled: 0n };

/** An account of the rollup. */
export interface Account {
  readonly id: number;
  /** L1 address as a number. */
  readonly owner: bigint;
  key: PublicKey;
  /** µUSD, may be negative while positions hold value. */
  collateral: bigint;
  /** 0 is standard margin; u ≥ 1 margins the positions of underlying u together, by scenarios. */
  marginMode: number;
  /** Every instruction of a lower generation is dead. */
  minGeneration: bigint;
  /** Non-empty slots by slot number (0–767). */
  slots: Map<number, Slot>;
  /** Exactly K places; a position keeps its place. */
  positions: Position[];
}

/** A fresh account as registration leaves it. */
export function newAccount(id: number, owner: bigint, key: PublicKey, places: number): Account {
  return {
    id,
    owner,
    key,
    collateral: 0n,
    marginMode: STANDARD_MODE,
    minGeneration: 0n,
    slots: new Map(),
    positions: Array.from({ length: places }, emptyPosition),
  };
}

export const emptyPosition = (): Position => ({ instrument: 0, size: 0n, snapshot: 0n });

/** A deep copy that later changes to the original do not reach. */
export function copyAccount(account: Account): Account {
  return {
    ...account,
    slots: new Map([...account.slots].map(([number, slot]) => [number, { ...slot }])),
    positions: account.positions.map((position) => ({ ...position })),
  };
}
