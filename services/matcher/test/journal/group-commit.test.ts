import { describe, expect, it } from 'vitest';
import { GroupCommit } from '../../src/journal/group-commit.ts';

/** A commit whose writes end when the test says so. */
function controlled() {
  const written: number[][] = [];
  const released: number[] = [];
  const lost: number[] = [];
  const finish: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const commit = new GroupCommit<number>(
    (group) => {
      written.push([...group]);
      return new Promise((resolve, reject) => finish.push({ resolve, reject }));
    },
    (group) => released.push(...group),
    (_, group) => lost.push(...group),
  );
  return { commit, written, released, lost, finish };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('GroupCommit', () => {
  it('writes what has come meanwhile as one group and releases only what is durable, in order', async () => {
    const { commit, written, released, finish } = controlled();
    commit.add(1);
    commit.add(2);
    await turn();
    expect(written).toEqual([[1, 2]]);
    commit.add(3);
    commit.add(4);
    await turn();
    expect(written).toHaveLength(1);
    expect(released).toEqual([]);
    expect(commit.backlog).toBe(2);
    finish[0]!.resolve();
    await turn();
    expect(released).toEqual([1, 2]);
    expect(written).toEqual([
      [1, 2],
      [3, 4],
    ]);
    finish[1]!.resolve();
    await commit.settled();
    expect(released).toEqual([1, 2, 3, 4]);
  });

  it('never tries again after a failed write', async () => {
    const { commit, written, released, lost, finish } = controlled();
    commit.add(1);
    await turn();
    commit.add(2);
    finish[0]!.reject(new Error('disk'));
    await commit.settled();
    commit.add(3);
    await turn();
    expect(written).toEqual([[1]]);
    expect(released).toEqual([]);
    expect(lost).toEqual([1, 2]);
  });
});
