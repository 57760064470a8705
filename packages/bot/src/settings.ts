type Environment = Readonly<Record<string, string | undefined>>;

/** TENOR_URL. Throws unless it is an http(s) address. */
export function exchangeUrl(env: Environment): string {
  const url = env.TENOR_URL;
  if (!url || !/^https?:\/\//.test(url)) throw new Error('TENOR_URL must be the http(s) address of the exchange.');
  return url;
}

/** An integer setting. Throws an Error that names it unless it is within its bounds. */
export function integerSetting(
  env: Environment,
  name: string,
  fallback: number,
  { least = 0, most = Number.MAX_SAFE_INTEGER }: { readonly least?: number; readonly most?: number } = {},
): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const bounds = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  throw new Error(`${name} must be an integer ${bounds}, not "${text}".`);
}

/** An L1 private key. Throws an Error that names the setting unless it is one. */
export function privateKeySetting(env: Environment, name: string): `0x${string}` {
  const key = env[name] ?? '';
  if (!/^0x[0-9a-fA-F]{64}$/.test(key)) throw new Error(`${name} must be an L1 private key (0x and 64 digits).`);
  return key as `0x${string}`;
}

/** Which of the known flags are among the arguments. Throws at anything else. */
export function flags<Name extends string>(args: readonly string[], known: readonly Name[]): ReadonlySet<Name> {
  const isKnown = (arg: string): arg is Name => (known as readonly string[]).includes(arg);
  const unknown = args.find((arg) => !isKnown(arg));
  if (unknown !== undefined) throw new Error(`Unknown argument ${unknown}. Known: ${known.join(', ')}.`);
  return new Set(args.filter(isKnown));
}
