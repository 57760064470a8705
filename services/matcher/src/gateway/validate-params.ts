import { TenorError } from '@tenor/protocol';
import { Compile } from 'typebox/compile';
import { type MethodName, type MethodParams, methods } from './schema/methods.ts';

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}
interface Validator {
  Check(value: unknown): boolean;
  Errors(value: unknown): Iterable<SchemaError>;
}
const validators = new Map<MethodName, Validator>();

/** The compiled validator of a method's params, made once. */
function validatorOf(name: MethodName): Validator {
  let validator = validators.get(name);
  if (!validator) {
    validator = Compile(methods[name].params) as Validator;
    validators.set(name, validator);
  }
  return validator;
}

function firstError(validator: Validator, value: unknown): { param: string; detail: string } {
  for (const { keyword, instancePath, message, params } of validator.Errors(value)) {
    const path = instancePath.slice(1).replaceAll('/', '.').slice(0, 100);
    if (keyword === 'boolean') return { param: path, detail: 'unknown parameter' };
    if (keyword === 'required' && 'requiredProperties' in params && Array.isArray(params.requiredProperties)) {
      const missing = String(params.requiredProperties[0]);
      return { param: path === '' ? missing : `${path}.${missing}`, detail: 'missing' };
    }
    return { param: path === '' ? 'params' : path, detail: message.slice(0, 200) };
  }
  return { param: 'params', detail: 'malformed' };
}

/** Checks params against the method's schema. Throws INVALID_PARAMS naming the first parameter that is wrong. */
export function validateParams<N extends MethodName>(name: N, params: unknown): MethodParams<N> {
  const validator = validatorOf(name);
  if (validator.Check(params)) return params as MethodParams<N>;
  throw new TenorError('INVALID_PARAMS', firstError(validator, params));
}
