import { mnemonicToAccount, privateKeyToAddress } from 'viem/accounts';

type Hex = `0x${string}`;
type ExtendedKey = ReturnType<ReturnType<typeof mnemonicToAccount>['getHdKey']>;

/** The mnemonic of every anvil: known to all, funded on the local chain only. */
const MNEMONIC = 'test test test test test test test test test test test junk';
const PARENT_PATH = "m/44'/60'/0'/0";

export interface DevelopmentAccount {
  readonly address: Hex;
  readonly privateKey: Hex;
}

/** Derived once: stretching the mnemonic is slow on purpose. */
let parent: ExtendedKey | undefined;

/** Account number `index` of the local chain; anvil funds 0 to 9. */
export function developmentAccount(index: number): DevelopmentAccount {
  parent ??= mnemonicToAccount(MNEMONIC, { path: PARENT_PATH }).getHdKey();
  const key = parent.deriveChild(index).privateKey;
  if (!key) throw new RangeError(`there is no account ${index}`);
  const privateKey: Hex = `0x${Buffer.from(key).toString('hex')}`;
  return { privateKey, address: privateKeyToAddress(privateKey) };
}

/** Who has which account of the local chain. */
export const ROLES = {
  governance: 0,
  sequencer: 1,
  wallet: 2,
  maker: 3,
  trader: 4,
  secondTrader: 5,
  keeper: 6,
  lister: 7,
  feeder: 8,
} as const;
