import { encodeFunctionData, type Hex } from 'viem';
import { proofWords, type SettleBatch, settleBatch } from '../../../../contracts/tooling/published-batch.ts';
import { exchangeAbi } from '../../../../packages/sdk/src/generated/abi.ts';
import type { ProvedBatch } from '../proving/prove-batch.ts';

/** A proved batch as `Exchange.settle` takes it. */
export const toSettleBatch = ({ verifierId, publicSignals, words, proof }: ProvedBatch): SettleBatch =>
  settleBatch(verifierId, BigInt(publicSignals[0]!), words, proofWords(proof));

/** Calldata that settles batches which follow each other. */
export const settleCalldata = (batches: readonly SettleBatch[]): Hex =>
  encodeFunctionData({ abi: exchangeAbi, functionName: 'settle', args: [batches] });
