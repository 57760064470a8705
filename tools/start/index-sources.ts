import { readFileSync } from 'node:fs';
import { TenorError } from '@tenor/protocol';
import { Compile } from 'typebox/compile';
import { type PriceConfig, PriceConfigSchema } from '../../services/matcher/src/price-config.ts';

/** Index sources by underlying and the rules for them. */
export type IndexSources = Pick<PriceConfig, 'sources' | 'rules'>;

/** Reads `{ "sources": …, "rules": … }` of a file; nothing without one. Throws INVALID_PARAMS that names the place of what is wrong. */
export function indexSourcesIn(path: string | null): IndexSources {
  if (path === null) return {};
  const refuse = (detail: string): never => {
    throw new TenorError('INVALID_PARAMS', { param: 'sources', detail: `--sources ${path}: ${detail}` });
  };
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return refuse((error as Error).message);
  }
  const validator = Compile(PriceConfigSchema);
  if (!validator.Check(value)) {
    const [first] = validator.Errors(value);
    return refuse(`${first?.instancePath || 'the file'} ${first?.message}`);
  }
  const { sources, rules, ...others } = value;
  const [other] = Object.keys(others);
  if (other !== undefined) return refuse(`${other} does not belong there`);
  return { ...(sources ? { sources } : {}), ...(rules ? { rules } : {}) };
}
