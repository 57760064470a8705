import { ENTRY_KIND } from '@tenor/protocol';
import { describe, expect, it } from 'vitest';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const DEPTH = 4;
const circuit = await testCircuit({ include: 'instructions/deposit.circom', main: `L1Entry(${DEPTH})` });
const none = {
  isRegister: 0n,
  isDeposit: 0n,
  isInsure: 0n,
  isListed: 0n,
  isUnlisted: 0n,
  account: 0n,
  amount: 0n,
  owner: 0n,
  Ax: 0n,
  Ay: 0n,
};
const register = { ...none, isRegister: 1n, account: 7n, owner: 0xabcn, Ax: 5n, Ay: 6n };
const deposit = { ...none, isDeposit: 1n, account: 7n, amount: 1_000_000n };
const listed = { ...none, isListed: 1n, owner: (1n << 248n) - 1n };
const unlisted = { ...listed, isListed: 0n, isUnlisted: 1n };
const insure = { ...none, isInsure: 1n, amount: 2_000_000n };

describe('L1Entry', () => {
  it('packs kind, account and amount as the contract does', async () => {
    const cases = [
      [none, 0, 0n, 0n],
      [register, ENTRY_KIND.register, 0n, 0n],
      [deposit, ENTRY_KIND.deposit, deposit.amount, 0n],
      [insure, ENTRY_KIND.insure, 0n, insure.amount],
      // the same word whether or not a row was free: the queue does not know
      [listed, ENTRY_KIND.list, 0n, 0n],
      [unlisted, ENTRY_KIND.list, 0n, 0n],
    ] as const;
    for (const [entry, kind, deposited, insured] of cases) {
      const word = BigInt(kind) + (entry.account << 8n) + (entry.amount << 40n);
      expect(circuit.outputs(await circuit.calculate(entry))).toEqual([word, deposited, insured]);
    }
  });

  it('refuses what no entry of L1 looks like', async () => {
    const illegal = [
      { ...register, amount: 1n },
      { ...deposit, owner: 1n },
      { ...deposit, Ax: 1n },
      { ...deposit, Ay: 1n },
      { ...none, account: 1n },
      { ...none, amount: 1n },
      { ...none, owner: 1n },
      { ...register, isDeposit: 1n },
      { ...register, isInsure: 1n },
      { ...deposit, isInsure: 1n },
      { ...insure, account: 1n },
      { ...insure, owner: 1n },
      { ...none, isInsure: -1n },
      { ...listed, account: 1n },
      { ...listed, amount: 1n },
      { ...listed, Ax: 1n },
      { ...unlisted, Ay: 1n },
      { ...unlisted, amount: 1n },
      { ...listed, isUnlisted: 1n },
      { ...listed, isRegister: 1n },
      { ...unlisted, isDeposit: 1n },
      { ...listed, isListed: 2n, isUnlisted: -1n },
      { ...insure, isInsure: 2n, isListed: -1n },
      { ...none, isUnlisted: -1n },
      { ...deposit, isDeposit: 2n, isInsure: -1n },
      { ...none, isRegister: 2n },
      { ...none, isDeposit: -1n },
    ];
    for (const entry of illegal) expect(await circuit.accepts(entry)).toBe(false);
  });

  it('ranges account and amount', async () => {
    for (const account of adversarialValues(2 * DEPTH)) {
      expect(await circuit.accepts({ ...deposit, account }), `${account}`).toBe(account < 4n ** BigInt(DEPTH));
    }
    for (const amount of adversarialValues(62)) {
      expect(await circuit.accepts({ ...deposit, amount }), `${amount}`).toBe(amount < 1n << 62n);
    }
  });
});
