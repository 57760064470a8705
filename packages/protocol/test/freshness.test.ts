import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fieldWasmSource } from '../tooling/field-wasm.ts';
import { vectorFiles } from '../tooling/vectors.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the wasm module is what its generator writes', () => {
  expect(read('../src/crypto/generated/field-wasm.ts') === fieldWasmSource()).toBe(true);
});

test('the test vectors are what their generator writes', () => {
  const files = vectorFiles();
  expect(readdirSync(new URL('./vectors/', import.meta.url)).sort()).toEqual(Object.keys(files).sort());
  for (const [name, text] of Object.entries(files)) expect(read(`./vectors/${name}`), name).toBe(text);
});
