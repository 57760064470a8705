import { encodeAbiParameters, type Hex, keccak256 } from 'viem';
import type { CircuitSize } from '../../packages/protocol/src/parameters.ts';
import { verifierRegistryAbi } from '../../packages/sdk/src/generated/abi.ts';

/** A verification key as snarkjs writes it (`zkey export verificationkey`), as far as L1 needs it. */
export interface SnarkjsVerificationKey {
  readonly vk_alpha_1: readonly string[];
  readonly vk_beta_2: readonly (readonly string[])[];
  readonly vk_gamma_2: readonly (readonly string[])[];
  readonly vk_delta_2: readonly (readonly string[])[];
  readonly IC: readonly (readonly string[])[];
}

type Pair = readonly [bigint, bigint];
type Four = readonly [bigint, bigint, bigint, bigint];

/** How published words reach L1, as the contracts number it. */
export const DATA_MODE = { calldata: 0, blob: 1, validium: 2 } as const;

/** A verifier as the registry takes it. Its hash is the verifier id. */
export interface VerifierDefinition {
  readonly key: {
    readonly alpha: Pair;
    readonly beta: Four;
    readonly gamma: Four;
    readonly delta: Four;
    /** Four points, one after the other. */
    readonly ic: readonly [...Four, ...Four];
  };
  readonly size: {
    readonly visits: number;
    readonly rows: number;
    readonly positions: number;
    readonly depth: number;
    readonly markets: number;
    readonly opened: number;
    readonly epochs: number;
    readonly entries: number;
  };
  readonly dataMode: number;
  readonly development: boolean;
}

function field(value: string | undefined): bigint {
  if (value === undefined) throw new Error('The verification key is incomplete: export it again from the zkey.');
  return BigInt(value);
}

const g1 = (point: readonly string[] | undefined): Pair => [field(point?.[0]), field(point?.[1])];

/** snarkjs writes (real, imaginary); the precompile wants the imaginary part first. */
const g2 = (point: readonly (readonly string[])[]): Four => [
  field(point[0]?.[1]),
  field(point[0]?.[0]),
  field(point[1]?.[1]),
  field(point[1]?.[0]),
];

/**
 * A snarkjs verification key with the size of its circuit, as the registry takes it.
 * `development` says that the key's secret is known; only development chains accept such a verifier.
 */
export function verifierDefinition(
  verificationKey: SnarkjsVerificationKey,
  size: CircuitSize,
  development: boolean,
): VerifierDefinition {
  if (verificationKey.IC.length !== 4) {
    throw new Error(`A batch circuit has three public signals; this key is for ${verificationKey.IC.length - 1}.`);
  }
  return {
    key: {
      alpha: g1(verificationKey.vk_alpha_1),
      beta: g2(verificationKey.vk_beta_2),
      gamma: g2(verificationKey.vk_gamma_2),
      delta: g2(verificationKey.vk_delta_2),
      ic: [
        ...g1(verificationKey.IC[0]),
        ...g1(verificationKey.IC[1]),
        ...g1(verificationKey.IC[2]),
        ...g1(verificationKey.IC[3]),
      ],
    },
    size: {
      visits: size.A,
      rows: size.R,
      positions: size.K,
      depth: size.DEPTH,
      markets: size.M,
      opened: size.T,
      epochs: size.E,
      entries: size.Q,
    },
    dataMode: DATA_MODE.calldata,
    development,
  };
}

const definitionParameter = verifierRegistryAbi.find((item) => item.type === 'function' && item.name === 'idOf');

/** ABI encoding of a definition, as `VerifierRegistry.idOf` hashes it. */
export function encodeVerifierDefinition(definition: VerifierDefinition): Hex {
  if (definitionParameter?.type !== 'function') throw new Error('The generated ABI is stale: run `npm run gen`.');
  return encodeAbiParameters(definitionParameter.inputs, [definition]);
}

/** The id of a verifier: `keccak256(abi.encode(definition))`, part of every challenge `r`. */
export const verifierIdOf = (definition: VerifierDefinition): Hex => keccak256(encodeVerifierDefinition(definition));
