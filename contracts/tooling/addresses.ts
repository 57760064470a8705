import { type Address, encodeAbiParameters, encodeDeployData, getContractAddress, type Hex, keccak256 } from 'viem';
import { exchangeAbi, verifierRegistryAbi } from '../../packages/sdk/src/generated/abi.ts';
import type { DeploymentPlan } from './deployment-plan.ts';
import {
  exchangeCreationCode,
  stablecoinCreationCode,
  verifierRegistryCreationCode,
} from './generated/creation-code.ts';
import { FIRST_LISTED_INSTRUMENT, INSTRUMENT_CLASS } from './listing-template.ts';

/** The deployer contract that stands at the same address on every chain, anvil included; CREATE2 with salt ‖ code. */
export const CREATE2_DEPLOYER: Address = '0x4e59b44847b379578588920cA78FbF26c0B4956C';

/** Addresses of one deployment. */
export interface DeploymentAddresses {
  readonly token: Address;
  readonly registry: Address;
  readonly exchange: Address;
  readonly queue: Address;
  readonly listings: Address;
  readonly withdrawals: Address;
}

/** One contract to create: its code with constructor arguments, and where it will stand. */
export interface Creation {
  readonly name: 'token' | 'registry' | 'exchange';
  readonly code: Hex;
  readonly address: Address;
}

function creation(name: Creation['name'], code: Hex, salt: Hex): Creation {
  const address = getContractAddress({ opcode: 'CREATE2', from: CREATE2_DEPLOYER, salt, bytecode: code });
  return { name, code, address };
}

function exchangeCode(plan: DeploymentPlan, token: Address, registry: Address): Hex {
  const { parameters } = plan;
  const configuration = {
    token,
    registry,
    governance: plan.governance,
    sequencer: plan.sequencer,
    genesisRoot: plan.genesisRoot,
    oracleSetHash: plan.oracleSetHash,
    accountLimit: 4n ** BigInt(plan.size.DEPTH),
    deadline: parameters.deadlineSeconds,
    idleTime: parameters.idleSeconds,
    delay: parameters.delaySeconds,
    queue: {
      vaultCap: parameters.vaultCap,
      minimumDeposit: parameters.minimumDeposit,
      entriesPerBlock: parameters.entriesPerBlock,
      entryFee: parameters.entryFeeWei,
      feeRecipient: parameters.feeRecipient,
    },
    outflow: {
      floorAmount: parameters.outflowFloor,
      vaultShare: parameters.outflowShare,
      windowSeconds: parameters.outflowWindowSeconds,
      longestDelaySeconds: parameters.longestDelaySeconds,
    },
    listing: {
      lister: plan.lister,
      firstInstrument: FIRST_LISTED_INSTRUMENT,
      instrumentLimit: 4n ** BigInt(plan.size.SETTLED),
      underlyings: BigInt(plan.size.U),
      templates: plan.templates.map(({ underlying, class: instrumentClass, terms }) => ({
        underlying: BigInt(underlying),
        class: INSTRUMENT_CLASS[instrumentClass],
        template: terms,
      })),
    },
  };
  return encodeDeployData({ abi: exchangeAbi, bytecode: exchangeCreationCode, args: [configuration] });
}

/** The contracts a plan creates, in order. The exchange makes its withdrawals, listings and queue itself. */
export function creationsOf(plan: DeploymentPlan): Creation[] {
  const created: Creation[] = [];
  let token = plan.token;
  if (token === undefined) {
    const stablecoin = creation('token', stablecoinCreationCode, plan.salt);
    created.push(stablecoin);
    token = stablecoin.address;
  }
  const registryCode = encodeDeployData({
    abi: verifierRegistryAbi,
    bytecode: verifierRegistryCreationCode,
    args: [plan.governance, plan.guardian, plan.parameters.delaySeconds, [...plan.genesisVerifiers]],
  });
  const registry = creation('registry', registryCode, plan.salt);
  const exchange = creation('exchange', exchangeCode(plan, token, registry.address), plan.salt);
  return [...created, registry, exchange];
}

/** Where every contract of a plan stands or will stand. An address depends on code and plan, on nothing of the chain. */
export function predictAddresses(plan: DeploymentPlan): DeploymentAddresses {
  const created = creationsOf(plan);
  const addressOf = (name: Creation['name']): Address => {
    const found = created.find((one) => one.name === name)?.address ?? plan.token;
    if (found === undefined) throw new Error(`The plan creates no ${name}.`);
    return found;
  };
  const exchange = addressOf('exchange');
  return {
    token: addressOf('token'),
    registry: addressOf('registry'),
    exchange,
    // The exchange's constructor makes these three, in this order.
    withdrawals: getContractAddress({ from: exchange, nonce: 1n }),
    listings: getContractAddress({ from: exchange, nonce: 2n }),
    queue: getContractAddress({ from: exchange, nonce: 3n }),
  };
}

/** Where the exchange of a plan stands or will stand. */
export const predictExchangeAddress = (plan: DeploymentPlan): Address => predictAddresses(plan).exchange;

/** What signed instructions and batches are bound to: `keccak256(abi.encode("Tenor", 1, chainId, exchange)) mod 2^248`. */
export function exchangeDomain(chainId: number, exchange: Address): bigint {
  const encoded = encodeAbiParameters(
    [{ type: 'string' }, { type: 'uint256' }, { type: 'uint256' }, { type: 'address' }],
    ['Tenor', 1n, BigInt(chainId), exchange],
  );
  return BigInt(keccak256(encoded)) % 2n ** 248n;
}
