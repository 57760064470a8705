/** What is used of the WebAssembly API, which the types of Node 20 leave to the browser's. */
interface WebAssemblyApi {
  compile(code: Uint8Array): Promise<WebAssemblyModule>;
  instantiate(module: WebAssemblyModule, imports: WebAssemblyImports): Promise<WebAssemblyInstance>;
  readonly Memory: new (limits: { initial: number }) => WebAssemblyMemory;
}

/** Compiled code; may be sent to workers. */
export interface WebAssemblyModule {
  readonly [Symbol.toStringTag]: 'WebAssembly.Module';
}

export interface WebAssemblyInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

type WebAssemblyImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
