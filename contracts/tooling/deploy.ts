import { BaseError, ContractFunctionRevertedError, concatHex, type Hex, isAddressEqual, zeroHash } from 'viem';
import type { CircuitSize } from '../../packages/protocol/src/parameters.ts';
import { verifierRegistryAbi } from '../../packages/sdk/src/generated/abi.ts';
import {
  CREATE2_DEPLOYER,
  type Creation,
  creationsOf,
  type DeploymentAddresses,
  exchangeDomain,
  predictAddresses,
} from './addresses.ts';
import { DEVELOPMENT_PARAMETERS, type DeploymentParameters, type DeploymentPlan } from './deployment-plan.ts';
import { defaultTemplates } from './listing-template.ts';
import { connectSigner, type Signer, waitForReceipt } from './transactions.ts';
import {
  type SnarkjsVerificationKey,
  type VerifierDefinition,
  verifierDefinition,
  verifierIdOf,
} from './verifier-definition.ts';

/** Chain ids on which money is made up; the registry has the same list. */
const DEVELOPMENT_CHAINS: readonly number[] = [31337, 1337];

/** A verification key with what it is for. */
export interface VerifierChoice {
  readonly verificationKey: SnarkjsVerificationKey;
  readonly size: CircuitSize;
  /** The key's secret is known (a development key). */
  readonly development: boolean;
}

/** What `deploy` needs. Roles that are not given fall to the deployer, the lister's to the sequencer. */
export interface DeployOptions extends Partial<Omit<DeploymentPlan, 'parameters' | 'genesisVerifiers'>> {
  readonly rpcUrl: string;
  readonly deployerKey: Hex;
  readonly genesisRoot: bigint;
  readonly oracleSetHash: bigint;
  readonly size: DeploymentPlan['size'];
  /** May be left out and added later with `addDevelopmentVerifier`; settling needs one. */
  readonly verifier?: VerifierChoice;
  /** What differs from DEVELOPMENT_PARAMETERS. */
  readonly parameters?: Partial<DeploymentParameters>;
}

/** A deployment as found or made on the chain. */
export interface Deployment extends DeploymentAddresses {
  readonly chainId: number;
  readonly domain: bigint;
  /** Id of the verifier given, null when none was. */
  readonly verifierId: Hex | null;
  /** Names of the contracts that were created now; empty when all stood already. */
  readonly created: readonly string[];
}

/** The plan that `deploy` follows for these options; `deployer` takes the roles that are not given. */
export function deploymentPlan(
  options: Omit<DeployOptions, 'rpcUrl' | 'deployerKey'>,
  deployer: DeploymentPlan['governance'],
): DeploymentPlan {
  const { verifier } = options;
  const genesisVerifiers =
    verifier && !verifier.development ? [verifierDefinition(verifier.verificationKey, verifier.size, false)] : [];
  return {
    ...(options.token ? { token: options.token } : {}),
    governance: options.governance ?? deployer,
    guardian: options.guardian ?? deployer,
    sequencer: options.sequencer ?? deployer,
    lister: options.lister ?? options.sequencer ?? deployer,
    genesisRoot: options.genesisRoot,
    oracleSetHash: options.oracleSetHash,
    size: options.size,
    templates: options.templates ?? defaultTemplates(options.size.U),
    parameters: { ...DEVELOPMENT_PARAMETERS, feeRecipient: options.governance ?? deployer, ...options.parameters },
    genesisVerifiers,
    salt: options.salt ?? zeroHash,
  };
}

async function standsAt(signer: Signer, address: Creation['address']): Promise<boolean> {
  const code = await signer.publicClient.getCode({ address });
  return code !== undefined && code !== '0x';
}

async function create(signer: Signer, creation: Creation, salt: Hex): Promise<boolean> {
  if (await standsAt(signer, creation.address)) return false;
  const hash = await signer.walletClient.sendTransaction({
    to: CREATE2_DEPLOYER,
    data: concatHex([salt, creation.code]),
  });
  await waitForReceipt(signer.publicClient, hash);
  if (await standsAt(signer, creation.address)) return true;
  throw new Error(`The ${creation.name} does not stand at ${creation.address} after its creation.`);
}

/** Whether the registry has this verifier. Throws when it was removed, is refused on this chain or settlement is paused. */
async function hasVerifier(signer: Signer, registry: Hex, verifierId: Hex): Promise<boolean> {
  try {
    await signer.publicClient.readContract({
      address: registry,
      abi: verifierRegistryAbi,
      functionName: 'usable',
      args: [verifierId],
    });
    return true;
  } catch (error) {
    const refusal = error instanceof BaseError && error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    if (refusal instanceof ContractFunctionRevertedError && refusal.data?.errorName === 'UnknownVerifier') return false;
    throw error;
  }
}

async function addVerifier(signer: Signer, registry: Hex, definition: VerifierDefinition): Promise<Hex> {
  const verifierId = verifierIdOf(definition);
  if (await hasVerifier(signer, registry, verifierId)) return verifierId;
  const hash = await signer.walletClient.writeContract({
    address: registry,
    abi: verifierRegistryAbi,
    functionName: 'addDevelopmentVerifier',
    args: [definition],
  });
  await waitForReceipt(signer.publicClient, hash);
  return verifierId;
}

/**
 * Adds a development verifier to a registry; does nothing when it is there. Returns its id. The key must be governance's,
 * and the chain a development chain: elsewhere the registry refuses.
 */
export async function addDevelopmentVerifier(options: {
  readonly rpcUrl: string;
  readonly governanceKey: Hex;
  readonly registry: Hex;
  readonly verifier: VerifierChoice;
}): Promise<Hex> {
  const signer = await connectSigner(options.rpcUrl, options.governanceKey);
  const { verificationKey, size } = options.verifier;
  return addVerifier(signer, options.registry, verifierDefinition(verificationKey, size, true));
}

/**
 * Puts an exchange on a chain, or finds the one that stands there. Running it again with the same options changes
 * nothing. Addresses depend only on the options (see `predictAddresses`), never on nonces or on who deploys.
 * Throws when the chain lacks the CREATE2 deployer or a transaction fails.
 */
export async function deploy(options: DeployOptions): Promise<Deployment> {
  const signer = await connectSigner(options.rpcUrl, options.deployerKey);
  const plan = deploymentPlan(options, signer.account.address);
  if (!(await standsAt(signer, CREATE2_DEPLOYER))) {
    throw new Error(`Chain ${signer.chain.id} has no CREATE2 deployer at ${CREATE2_DEPLOYER}. Put it there first.`);
  }
  if (plan.token === undefined && !DEVELOPMENT_CHAINS.includes(signer.chain.id)) {
    throw new Error(`Chain ${signer.chain.id} is no development chain: name the collateral token.`);
  }
  const created: string[] = [];
  for (const creation of creationsOf(plan)) {
    if (await create(signer, creation, plan.salt)) created.push(creation.name);
  }
  const addresses = predictAddresses(plan);
  const { verifier } = options;
  let verifierId: Hex | null = null;
  if (verifier) {
    const definition = verifierDefinition(verifier.verificationKey, verifier.size, verifier.development);
    verifierId = verifierIdOf(definition);
    if (verifier.development) {
      if (!isAddressEqual(plan.governance, signer.account.address)) {
        throw new Error('Only governance adds a development verifier: deploy with its key, or add it afterwards.');
      }
      await addVerifier(signer, addresses.registry, definition);
    }
  }
  const domain = exchangeDomain(signer.chain.id, addresses.exchange);
  return { ...addresses, chainId: signer.chain.id, domain, verifierId, created };
}
