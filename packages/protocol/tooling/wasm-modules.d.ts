declare module 'wasmbuilder' {
  export class ModuleBuilder {
    setMemory(pages: number): void;
    build(): Uint8Array;
  }
}
declare module 'wasmcurves/src/build_f1m.js' {
  import type { ModuleBuilder } from 'wasmbuilder';
  export default function buildF1m(module: ModuleBuilder, prime: bigint, prefix: string, intPrefix: string): string;
}
declare module 'circomlibjs' {
  import type { ModuleBuilder } from 'wasmbuilder';

  type Element = Uint8Array;
  interface Field {
    e(value: bigint | number | string): Element;
    toObject(element: Element): bigint;
  }
  interface Poseidon {
    (inputs: readonly bigint[]): Element;
    (inputs: readonly bigint[], state: bigint, outputs: number): Element[];
    readonly F: Field;
  }
  interface Point extends Array<Element> {
    0: Element;
    1: Element;
  }
  interface Eddsa {
    readonly F: Field;
    readonly babyJub: {
      readonly Base8: Point;
      addPoint(a: Point, b: Point): Point;
      mulPointEscalar(point: Point, scalar: bigint): Point;
    };
    prv2pub(secret: Uint8Array): Point;
    signPoseidon(secret: Uint8Array, message: Element): { R8: Point; S: bigint };
    verifyPoseidon(message: Element, signature: { R8: Point; S: bigint }, key: Point): boolean;
  }
  export function buildPoseidonWasm(module: ModuleBuilder): void;
  export function buildPoseidon(): Promise<Poseidon>;
  export function buildEddsa(): Promise<Eddsa>;
}
