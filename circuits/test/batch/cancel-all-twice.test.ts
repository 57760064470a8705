import type { SignedInstruction } from '@tenor/protocol';
import { describe, expect, it } from 'vitest';
import { World } from '../../../test/scenario/world.ts';
import { batchCircuit, cheated, edit, scene, TEST } from './batch-rig.ts';
import { CAROL, history } from './trading-scene.ts';

const circuit = await batchCircuit(TEST);

describe('two cancel-alls of one account in a batch', () => {
  const signed: SignedInstruction[] = [];
  const cancels = scene(TEST, new World(TEST), history, (w) => {
    const cancel = w.signed('cancel', CAROL, { slot: 5 });
    const { generation } = cancel.instruction;
    signed.push(w.signed('cancelAll', CAROL, { slot: 5, generation }), w.signed('cancelAll', CAROL, { slot: 6 }));
    w.oneShot(cancel);
    w.oneShot(signed[1] as SignedInstruction);
  });
  const generations = signed.map(({ instruction }) => instruction.generation) as [bigint, bigint];
  const [first, second] = generations;

  // their sum would leave a minGeneration that no instruction reaches: an account that nobody can use again
  it.each([first, second, first + second, (1n << 40n) + first + second])(
    'refuses minGeneration %d',
    async (minGeneration) => {
      const { input } = cheated(cancels, {
        record: ({ rows }) => {
          for (const row of rows)
            if (row.signed.instruction.kind === 'cancel') row.signed = signed[0] as SignedInstruction;
        },
        input: (columns) => edit(columns, 'minGeneration1', 0, () => minGeneration),
      });
      expect(await circuit.refusal(input)).not.toEqual([]);
    },
  );
});
