import type { ParamsOf, ResultOf } from './method.ts';
import { privateMethods } from './private-methods.ts';
import { publicMethods } from './public-methods.ts';

/** Every method of the API by its name. */
export const methods = { ...publicMethods, ...privateMethods };
export type MethodName = keyof typeof methods;
export type MethodParams<N extends MethodName> = ParamsOf<(typeof methods)[N]>;
export type MethodResult<N extends MethodName> = ResultOf<(typeof methods)[N]>;

export const isMethodName = (name: string): name is MethodName => Object.hasOwn(methods, name);
