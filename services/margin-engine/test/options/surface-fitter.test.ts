import { afterEach, describe, expect, test } from 'vitest';
import { fitSurface, SurfaceFitter } from '../../src/index.ts';
import { soundChain } from './synthetic-chain.ts';

const SMILE = { a: 0.15, b: 0.12, rho: -0.3, m: 0.05, s: 0.5 };
const chain = soundChain([0.02, 0.1, 0.4], SMILE, 1e-4);
const other = soundChain([0.05, 0.2], SMILE, 1e-4);

describe('the surface fitter', () => {
  let fitter: SurfaceFitter | undefined;
  afterEach(() => fitter?.close());

  test('gives in a worker what the fit gives here', async () => {
    fitter = new SurfaceFitter();
    expect(await fitter.fit(chain)).toEqual(fitSurface(chain));
    expect(await fitter.fit(other)).toEqual(fitSurface(other));
  });

  test('leaves the event loop free', async () => {
    fitter = new SurfaceFitter();
    await fitter.fit(chain);
    let turns = 0;
    const counter = setInterval(() => turns++, 1);
    const surface = fitter.fit(chain);
    await surface;
    clearInterval(counter);
    expect(turns).toBeGreaterThan(0);
  });

  test('fits only the newest of the chains that wait', async () => {
    fitter = new SurfaceFitter();
    const [first, second, third] = await Promise.all([fitter.fit(other), fitter.fit([]), fitter.fit(chain)]);
    expect(first.slices).toHaveLength(2);
    expect(third.slices).toHaveLength(3);
    expect(second).toBe(third);
  });

  test('tells a fault and goes on', async () => {
    fitter = new SurfaceFitter();
    const past = chain.map((expiry) => ({ ...expiry, years: -1 }));
    await expect(fitter.fit(past)).rejects.toThrow(RangeError);
    expect((await fitter.fit(other)).slices).toHaveLength(2);
  });

  test('fits on the calling thread when the worker is lost', async () => {
    const lost: string[] = [];
    const broken = new URL(`data:text/javascript,${encodeURIComponent("throw new Error('does not start')")}`);
    fitter = new SurfaceFitter((error) => lost.push(error.message), broken);
    const [first, second] = [await fitter.fit(other), await fitter.fit(chain)];
    expect(first).toEqual(fitSurface(other));
    expect(second).toEqual(fitSurface(chain));
    expect(lost).toEqual(['does not start']);
  });

  test('rejects what is open when it closes', async () => {
    fitter = new SurfaceFitter();
    const open = fitter.fit(chain);
    const closed = fitter.close();
    await expect(open).rejects.toThrow('closed');
    await closed;
    await expect(fitter.fit(chain)).rejects.toThrow('closed');
  });
});
