import { readFileSync } from 'node:fs';
import { BITS, CIRCUIT_SIZES } from '@tenor/protocol';
import { describe, expect, it } from 'vitest';
import { generateCircuits } from '../../tooling/generate.ts';
import { testCircuit } from '../rig/test-circuit.ts';

describe('generated circom', () => {
  it('is what is committed', () => {
    for (const { path, content } of generateCircuits()) expect(readFileSync(path, 'utf8'), path).toBe(content);
  });

  it('instantiates every size once', () => {
    const mains = generateCircuits().filter(({ path }) => path.includes('circuits/main/'));
    expect(mains).toHaveLength(Object.keys(CIRCUIT_SIZES).length);
  });

  it('carries every width into the circuits', async () => {
    const names = Object.keys(BITS).map((name) => `BITS_${name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()}`);
    const assignments = names.map((name, i) => `width[${i}] <== ${name}();`).join(' ');
    const circuit = await testCircuit({
      include: 'generated/constants.circom',
      declarations: `template Widths() { signal output width[${names.length}]; ${assignments} }`,
      main: 'Widths()',
    });
    expect(circuit.outputs(await circuit.calculate({}))).toEqual(Object.values(BITS).map(BigInt));
  });
});
