import { describe, expect, it } from 'vitest';
import { laterStage, withBatchStage, withdrawalStep } from '../src/model/finality.ts';
import type { Batch } from '../src/model/types.ts';

const batch = (number: number, stage: Batch['stage']): [number, Batch] => [
  number,
  {
    number,
    stage,
    circuit: 'dev',
    time: 0,
    rows: 1,
    visits: 1,
    entries: 0,
    trades: 1,
    proveSeconds: null,
    constraints: null,
    dataBytes: null,
    l1Transaction: stage === 'settled' ? '0xabc' : null,
    l1Block: null,
    l1GasUsed: null,
    newStateRoot: null,
  },
];

describe('finality', () => {
  it('takes the later stage', () => {
    expect(laterStage('proved', 'accepted')).toBe('proved');
    expect(laterStage('proved', 'final')).toBe('final');
  });

  it('lifts an order to the stage of its batch, never down', () => {
    const batches = new Map([batch(3, 'settled'), batch(4, 'batched')]);
    expect(withBatchStage({ stage: 'batched', batch: 3, l1Transaction: null }, batches)).toEqual({
      stage: 'settled',
      batch: 3,
      l1Transaction: '0xabc',
    });
    const ahead = { stage: 'final', batch: 4, l1Transaction: '0xdef' } as const;
    expect(withBatchStage(ahead, batches)).toBe(ahead);
    const unbatched = { stage: 'accepted', batch: null, l1Transaction: null } as const;
    expect(withBatchStage(unbatched, batches)).toBe(unbatched);
  });

  it('makes a settled withdrawal claimable until nothing is owed', () => {
    expect(withdrawalStep('accepted', 0n)).toBe('requested');
    expect(withdrawalStep('proved', 0n)).toBe('proved');
    expect(withdrawalStep('settled', 5n)).toBe('claimable');
    expect(withdrawalStep('final', 0n)).toBe('claimed');
    expect(withdrawalStep('settled', null)).toBe('claimable');
  });
});
