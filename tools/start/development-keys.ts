import { type HDAccount, mnemonicToAccount } from 'viem/accounts';

type Hex = `0x${string}`;

/** The mnemonic of every anvil: known to all, funded on the local chain only. */
const MNEMONIC = 'test test test test test test test test test test test junk';

export interface DevelopmentAccount {
  readonly address: Hex;
  readonly privateKey: Hex;
}

/** Account number `index` of the local chain; anvil funds 0 to 9. */
export function developmentAccount(index: number): DevelopmentAccount {
  const account: HDAccount = mnemonicToAccount(MNEMONIC, { addressIndex: index });
  const key = account.getHdKey().privateKey;
  if (!key) throw new RangeError(`no key ${index}`);
  return { address: account.address, privateKey: `0x${Buffer.from(key).toString('hex')}` };
}

/** Who has which account of the local chain. */
export const ROLES = { governance: 0, sequencer: 1, wallet: 2, maker: 3, trader: 4, secondTrader: 5 } as const;
