export {
  type DeploymentAddresses,
  exchangeDomain,
  predictAddresses,
  predictExchangeAddress,
} from './addresses.ts';
export {
  addDevelopmentVerifier,
  type Deployment,
  type DeployOptions,
  deploy,
  deploymentPlan,
  type VerifierChoice,
} from './deploy.ts';
export { DEVELOPMENT_PARAMETERS, type DeploymentParameters, type DeploymentPlan } from './deployment-plan.ts';
export { buildContracts, generateContracts, staleContractFiles } from './generate.ts';
export { deployPriceFeed, type PriceFeed, type PriceFeedRound, priceFeedAt } from './price-feed.ts';
export {
  batchChallenge,
  evaluateWords,
  type ProofWords,
  proofWords,
  type SettleBatch,
  type SnarkjsProof,
  type SparseWords,
  settleBatch,
  sparseWords,
} from './published-batch.ts';
export { connectSigner, type Signer, waitForReceipt } from './transactions.ts';
export {
  type SnarkjsVerificationKey,
  type VerifierDefinition,
  verifierDefinition,
  verifierIdOf,
} from './verifier-definition.ts';
