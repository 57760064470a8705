import { BASE_POINT, derivePublicKey, sign } from '@tenor/protocol';
import { describe, expect, it } from 'vitest';
import { mutateHints } from '../rig/hint-mutation.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const secret = new Uint8Array(32).fill(9);
const key = derivePublicKey(secret);
const message = 987_654_321n;
const { R8, S } = sign(secret, message);
const valid = { enabled: 1n, Ax: key.x, Ay: key.y, S, R8x: R8.x, R8y: R8.y, message };
/** For the identity as key everybody could sign, S·B8 = R8, if the key were not refused. */
const identity = { ...valid, Ax: 0n, Ay: 1n, S: 1n, R8x: BASE_POINT.x, R8y: BASE_POINT.y };

describe('EdDSA', () => {
  it('no hint opens it to a forgery', async () => {
    const circuit = await testCircuit({ include: 'lib/eddsa.circom', main: 'EdDSA()' });
    const forged = { ...valid, S: S + 1n };
    const report = await mutateHints(circuit, [forged, identity, { ...valid, message: message + 1n }]);
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.refused).toBe(report.mutants);
  });
});
