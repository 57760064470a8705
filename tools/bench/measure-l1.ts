import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CIRCUIT_SIZES } from '@tenor/protocol';
import { startAnvil } from '../../contracts/test/support/anvil.ts';
import { type SettlementGas, settlementGas } from '../../contracts/tooling/fixture/settlement-gas.ts';
import { standInProver } from '../../contracts/tooling/fixture/stand-in-prover.ts';
import { repositoryRoot } from '../gen/repository.ts';
import type { Tell } from './report.ts';

/** Gas of settling full dev batches on a fresh local chain, 1, 4 and 16 to a transaction, from the receipts. */
export async function measureL1(tell: Tell): Promise<SettlementGas> {
  tell('starting a chain, making 22 proofs with the words of full dev batches, settling them');
  // Inside the repository: circom finds circomlib from where its sources lie.
  const folder = mkdtempSync(join(repositoryRoot, '.tmp-bench-'));
  const chain = await startAnvil();
  try {
    const prover = await standInProver(folder, CIRCUIT_SIZES.dev);
    try {
      return await settlementGas(chain.rpcUrl, chain.key, prover);
    } finally {
      await prover.close();
    }
  } finally {
    await chain.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
