import { TenorError } from '@tenor/protocol';
import { BaseError, ContractFunctionRevertedError, createPublicClient, type Hex, http } from 'viem';
import { addDevelopmentVerifier, type VerifierChoice } from '../../../../contracts/tooling/deploy.ts';
import { verifierDefinition, verifierIdOf } from '../../../../contracts/tooling/verifier-definition.ts';
import { verifierRegistryAbi } from '../../../../packages/sdk/src/generated/abi.ts';

export interface RegistrationOptions {
  readonly rpcUrl: string;
  readonly registry: Hex;
  /** Key of governance on a development chain; null elsewhere, where verifiers pass the timelock by hand. */
  readonly governanceKey: Hex | null;
}

/**
 * Makes sure that L1 takes proofs of a verifier; on a development chain by adding it. Safe to repeat.
 * Throws PROOF_REFUSED when L1 does not take the verifier and it cannot be added from here.
 */
export async function registerVerifier(options: RegistrationOptions, verifier: VerifierChoice): Promise<void> {
  const { rpcUrl, registry, governanceKey } = options;
  const verifierId = verifierIdOf(verifierDefinition(verifier.verificationKey, verifier.size, verifier.development));
  const client = createPublicClient({ transport: http(rpcUrl) });
  const refusal = await client
    .readContract({ address: registry, abi: verifierRegistryAbi, functionName: 'usable', args: [verifierId] })
    .then(() => null, revertName);
  if (refusal === null) return;
  if (refusal !== 'UnknownVerifier' || !governanceKey || !verifier.development) {
    throw new TenorError('PROOF_REFUSED', { detail: `L1 does not take verifier ${verifierId}: ${refusal}` });
  }
  await addDevelopmentVerifier({ rpcUrl, governanceKey, registry, verifier });
}

/** Name of the contract's error. Throws on anything but a refusal by the contract. */
function revertName(error: unknown): string {
  const revert =
    error instanceof BaseError ? error.walk((cause) => cause instanceof ContractFunctionRevertedError) : null;
  if (revert instanceof ContractFunctionRevertedError) return revert.data?.errorName ?? revert.shortMessage;
  throw error;
}
