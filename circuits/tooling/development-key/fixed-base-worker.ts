import { parentPort, workerData } from 'node:worker_threads';
import { type CurveCode, instantiateCurve } from './curve-code.ts';

export type GroupName = 'G1' | 'G2';

export interface FixedBaseSetup {
  readonly code: Uint8Array;
  /** The generators, Jacobian. */
  readonly generators: Readonly<Record<GroupName, Uint8Array>>;
}

/** Multiply the generator by the scalars `from` to `to` (exclusive). */
export interface FixedBaseJob {
  readonly group: GroupName;
  /** Bits of a window. */
  readonly window: number;
  readonly scalars: SharedArrayBuffer;
  readonly points: SharedArrayBuffer;
  readonly from: number;
  readonly to: number;
}

/** Multiples of the generator: entry d of window w is d · 2^(w·window) · G, affine. */
interface Table {
  readonly address: number;
  readonly windows: number;
  readonly entries: number;
  readonly affineBytes: number;
  readonly jacobianBytes: number;
}

const SCALAR_BITS = 254;
const COORDINATE_BYTES = { G1: 32, G2: 64 } as const;
/** Points brought to affine form together. */
const CHUNK = 2048;

function functionsOf({ run }: CurveCode, group: GroupName) {
  return group === 'G1'
    ? {
        add: run.g1m_addMixed,
        double: run.g1m_double,
        zero: run.g1m_zero,
        affine: run.g1m_toAffine,
        batch: run.g1m_batchToAffine,
      }
    : {
        add: run.g2m_addMixed,
        double: run.g2m_double,
        zero: run.g2m_zero,
        affine: run.g2m_toAffine,
        batch: run.g2m_batchToAffine,
      };
}

function buildTable(curve: CurveCode, group: GroupName, window: number, generator: Uint8Array): Table {
  const { add, double, zero, affine, batch } = functionsOf(curve, group);
  const affineBytes = 2 * COORDINATE_BYTES[group];
  const jacobianBytes = 3 * COORDINATE_BYTES[group];
  const windows = Math.ceil(SCALAR_BITS / window);
  const entries = 2 ** window;
  const address = curve.allocate(windows * entries * affineBytes);
  const base = curve.allocate(jacobianBytes);
  const baseAffine = curve.allocate(affineBytes);
  const multiples = curve.allocate(entries * jacobianBytes);
  curve.reserve(2 * entries * jacobianBytes + 2 ** 20); // batchToAffine works above the last allocation
  curve.bytes().set(generator, base);
  for (let w = 0; w < windows; w++) {
    affine(base, baseAffine);
    zero(multiples);
    for (let d = 1; d < entries; d++)
      add(multiples + (d - 1) * jacobianBytes, baseAffine, multiples + d * jacobianBytes);
    batch(multiples, entries, address + w * entries * affineBytes);
    for (let bit = 0; bit < window; bit++) double(base, base);
  }
  return { address, windows, entries, affineBytes, jacobianBytes };
}

/** Bits `start` to `start + window` of a scalar of eight 32-bit words. */
function digit(words: Uint32Array, scalar: number, start: number, window: number): number {
  const word = start >>> 5;
  const shift = start & 31;
  let value = (words[scalar * 8 + word] as number) >>> shift;
  if (shift + window > 32 && word < 7) value |= (words[scalar * 8 + word + 1] as number) << (32 - shift);
  return value & (2 ** window - 1);
}

function multiply(curve: CurveCode, table: Table, sums: number, affine: number, job: FixedBaseJob): void {
  const { add, zero, batch } = functionsOf(curve, job.group);
  const { address, windows, entries, affineBytes, jacobianBytes } = table;
  const scalars = new Uint32Array(job.scalars);
  const points = new Uint8Array(job.points);
  for (let start = job.from; start < job.to; start += CHUNK) {
    const count = Math.min(CHUNK, job.to - start);
    for (let i = 0; i < count; i++) {
      const sum = sums + i * jacobianBytes;
      zero(sum);
      for (let w = 0; w < windows; w++) {
        const d = digit(scalars, start + i, w * job.window, job.window);
        if (d !== 0) add(sum, address + (w * entries + d) * affineBytes, sum);
      }
    }
    batch(sums, count, affine);
    points.set(curve.bytes().subarray(affine, affine + count * affineBytes), start * affineBytes);
  }
}

const port = parentPort;
if (!port) throw new Error('this file runs in a worker');
const { code, generators } = workerData as FixedBaseSetup;
const curve = await instantiateCurve(code);
const sums = curve.allocate(CHUNK * 3 * COORDINATE_BYTES.G2);
const affine = curve.allocate(CHUNK * 2 * COORDINATE_BYTES.G2);
const tables = new Map<string, Table>();
port.on('message', (job: FixedBaseJob) => {
  const name = `${job.group} ${job.window}`;
  let table = tables.get(name);
  if (!table) {
    table = buildTable(curve, job.group, job.window, generators[job.group]);
    tables.set(name, table);
  }
  multiply(curve, table, sums, affine, job);
  port.postMessage('done');
});
port.postMessage('ready');
