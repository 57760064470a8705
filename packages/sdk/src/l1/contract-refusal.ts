import { BaseError, decodeErrorResult, type Hex } from 'viem';
import { exchangeAbi, l1QueueAbi, listingsAbi, withdrawalsAbi } from '../generated/abi.ts';

const abi = [...l1QueueAbi, ...listingsAbi, ...withdrawalsAbi, ...exchangeAbi].filter(({ type }) => type === 'error');

/** A contract would refuse a transaction, which was therefore not sent. `refusal` is the name of the contract's error. */
export class ContractRefusal extends Error {
  override readonly name = 'ContractRefusal';
  readonly refusal: string;

  constructor(refusal: string, args: readonly unknown[], cause: unknown) {
    super(`The contract refuses: ${refusal}${args.length > 0 ? `(${args.join(', ')})` : ''}`, { cause });
    this.refusal = refusal;
  }
}

/** The contract's own error behind a failed call; anything else as it was. */
export function asContractRefusal(error: unknown): unknown {
  if (!(error instanceof BaseError)) return error;
  const carrier = error.walk((inner) => typeof (inner as { data?: unknown }).data === 'string') as {
    data?: Hex;
  } | null;
  if (!carrier?.data || carrier.data === '0x') return error;
  try {
    const { errorName, args } = decodeErrorResult({ abi, data: carrier.data });
    return new ContractRefusal(errorName, (args ?? []) as readonly unknown[], error);
  } catch {
    return error;
  }
}
