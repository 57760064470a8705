import { CIRCUIT_SIZES, genesisState, oracleSetHash, SettledState, TenorError } from '@tenor/protocol';
import { createPublicClient, http } from 'viem';
import { deploy } from '../../contracts/tooling/deploy.ts';
import { stablecoinAbi } from '../../packages/sdk/src/generated/abi.ts';
import { type DeploymentRecord, saveRecord } from './deployment-record.ts';
import { developmentAccount, ROLES } from './development-keys.ts';
import { oracleSetOf } from './oracle-set.ts';

type Hex = `0x${string}`;

/** Where the contracts of an exchange stand. */
export interface LocalDeployment {
  readonly addresses: {
    readonly exchange: Hex;
    readonly queue: Hex;
    readonly withdrawals: Hex;
    readonly registry: Hex;
    readonly listings: Hex;
    readonly token: Hex;
  };
  /** Collateral token as it describes itself; the name is part of what a permit signs. */
  readonly token: { readonly name: string; readonly symbol: string; readonly decimals: number };
  readonly chainId: number;
  readonly domain: bigint;
  readonly deployBlock: number;
  /** Whether it stood there already. */
  readonly found: boolean;
}

/**
 * Puts the contracts on the local L1, or finds them. Needs no verification key: the prover brings it when it has made one.
 * Throws DATA_DAMAGED when the record says that they stand on a chain that does not have them.
 */
export async function deployLocal(rpcUrl: string, path: string, record: DeploymentRecord): Promise<LocalDeployment> {
  const client = createPublicClient({ transport: http(rpcUrl) });
  if (record.deployed && !(await client.getCode({ address: record.deployed.exchange }))) {
    throw new TenorError('DATA_DAMAGED', { detail: 'the local L1 has lost the contracts of this data directory' });
  }
  const size = CIRCUIT_SIZES[record.circuit];
  const deployBlock = record.deployed?.deployBlock ?? Number(await client.getBlockNumber());
  const oracleSet = oracleSetOf(record);
  const { exchange, queue, withdrawals, registry, listings, token, chainId, domain, created } = await deploy({
    rpcUrl,
    deployerKey: developmentAccount(ROLES.governance).privateKey,
    sequencer: developmentAccount(ROLES.sequencer).address,
    genesisRoot: new SettledState(size, genesisState(size, record.genesisHour), oracleSet).root,
    lister: developmentAccount(ROLES.lister).address,
    oracleSetHash: oracleSetHash(oracleSet),
    size,
  });
  if (record.deployed && record.deployed.exchange !== exchange) {
    throw new TenorError('DATA_DAMAGED', { detail: 'it was made by another version of the contracts' });
  }
  if (!record.deployed) await saveRecord(path, { ...record, deployed: { exchange, deployBlock } });
  const addresses = { exchange, queue, withdrawals, registry, listings, token };
  const erc20 = { address: token, abi: stablecoinAbi } as const;
  const described = {
    name: await client.readContract({ ...erc20, functionName: 'name' }),
    symbol: await client.readContract({ ...erc20, functionName: 'symbol' }),
    decimals: await client.readContract({ ...erc20, functionName: 'decimals' }),
  };
  return { addresses, token: described, chainId, domain, deployBlock, found: created.length === 0 };
}
