import { writeFileSync } from 'node:fs';
import { fieldWasmSource } from './field-wasm.ts';

writeFileSync(new URL('../src/crypto/generated/field-wasm.ts', import.meta.url), fieldWasmSource());
