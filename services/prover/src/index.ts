export { type RollupConfig, readConfig } from './config.ts';
export type { ExchangeClient, PlanSource } from './exchange/exchange-client.ts';
export { HttpExchangeClient } from './exchange/http-exchange-client.ts';
export { runL1Watcher } from './l1-watcher/run-l1-watcher.ts';
export { type WarmProofSystem, warmGroth16 } from './proving/groth16-system.ts';
export type { Groth16Proof, ProofSystem } from './proving/proof-system.ts';
export { type ProvedBatch, proveBatch } from './proving/prove-batch.ts';
export { runProver } from './run-prover.ts';
export { settleCalldata, toSettleBatch } from './settling/to-settle-batch.ts';
