import { mkdirSync, writeFileSync } from 'node:fs';
import { fieldWasmSource } from './field-wasm.ts';

/** Writes the generated sources and the test vectors: `npx tsx packages/protocol/tooling/generate.ts`. */
writeFileSync(new URL('../src/crypto/generated/field-wasm.ts', import.meta.url), fieldWasmSource());

// Imported late: the vectors need the module that was just written.
const { vectorFiles } = await import('./vectors.ts');
const folder = new URL('../test/vectors/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(vectorFiles())) writeFileSync(new URL(name, folder), text);
