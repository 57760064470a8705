import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { compileCircuit } from './compile.ts';
import { isDevelopmentKey } from './development-key.ts';
import { readR1csHeader } from './r1cs.ts';
import { loadSnarkjs } from './snarkjs.ts';
import { type VerificationKey, verificationKeyHash } from './verification-key.ts';

/**
 * The Groth16 setup of a real deployment: a public powers-of-tau file, contributions of people who do not trust each other, a public random
 * beacon, and a check of all of it. One honest contributor is enough. docs/runbooks/ceremony.md says who does what.
 * Everything lies in one folder: circuit.r1cs, ceremony.json and one zkey a step.
 */
export interface CeremonyRecord {
  /** SHA-256 of circuit.r1cs. */
  readonly r1csHash: string;
  /** BLAKE2b-512 of the powers-of-tau file, as its publishers list it. */
  readonly ptauHash: string;
  readonly steps: readonly CeremonyStep[];
}

interface CeremonyStep {
  readonly kind: 'setup' | 'contribution' | 'beacon';
  readonly name: string;
  /** File of this step in the folder. */
  readonly zkey: string;
}

/** BLAKE2b of 64 bytes of randomness is stretched 2^10 times, as snarkjs recommends. */
const BEACON_ITERATIONS_EXPONENT = 10;
/** Magic, version, count; type and length of section 1; size of the prime, the prime, the power. */
const PTAU_HEADER_BYTES = 12 + 12 + 4 + 32 + 4;

const recordPath = (folder: string) => join(folder, 'ceremony.json');
const r1csPathOf = (folder: string) => join(folder, 'circuit.r1cs');
const readRecord = (folder: string) => JSON.parse(readFileSync(recordPath(folder), 'utf8')) as CeremonyRecord;
const lastStep = ({ steps }: CeremonyRecord) => steps[steps.length - 1] as CeremonyStep;

/** Compiles the circuit and makes the key of step 0, which is still insecure. @throws if the file is not the expected one, or too small */
export async function startCeremony(options: {
  readonly folder: string;
  /** Main file relative to circuits/, e.g. `main/batch-dev.circom`. */
  readonly main: string;
  readonly ptauPath: string;
  /** BLAKE2b-512 of the powers-of-tau file in hexadecimal, from the publishers' list and not from the file's host. */
  readonly ptauHash: string;
  readonly cacheRoot?: string;
}): Promise<CeremonyRecord> {
  const { folder, ptauPath } = options;
  if (existsSync(recordPath(folder))) throw new Error(`${folder} already holds a ceremony`);
  const ptauHash = await checkPtau(ptauPath, options.ptauHash);
  const compiled = await compileCircuit(options.main, { cacheRoot: options.cacheRoot });
  requirePower(ptauPath, compiled.r1csPath);
  mkdirSync(folder, { recursive: true });
  copyFileSync(compiled.r1csPath, r1csPathOf(folder));
  const { zKey } = await loadSnarkjs();
  const zkey = stepFile(0);
  if ((await zKey.newZKey(r1csPathOf(folder), ptauPath, join(folder, zkey))) === -1) {
    throw new Error('snarkjs could not make the initial key: is the powers-of-tau file prepared for phase 2?');
  }
  const r1csHash = createHash('sha256')
    .update(readFileSync(r1csPathOf(folder)))
    .digest('hex');
  return writeRecord(folder, { r1csHash, ptauHash, steps: [{ kind: 'setup', name: 'setup', zkey }] });
}

/** Adds a contribution with fresh randomness of this machine, and whatever the contributor adds to it. */
export async function contribute(folder: string, name: string, entropy = ''): Promise<CeremonyRecord> {
  return addStep(folder, 'contribution', name, async (from, to) => {
    const { zKey } = await loadSnarkjs();
    await zKey.contribute(from, to, name, randomBytes(64).toString('hex') + entropy);
  });
}

/**
 * Ends the contributions with a value that nobody could know before (a block hash announced in advance).
 * @param beacon hexadecimal
 */
export async function applyBeacon(folder: string, beacon: string): Promise<CeremonyRecord> {
  if (!/^[0-9a-f]{32,}$/i.test(beacon)) throw new Error('the beacon is at least 16 bytes in hexadecimal');
  return addStep(folder, 'beacon', `beacon ${beacon}`, async (from, to) => {
    const { zKey } = await loadSnarkjs();
    await zKey.beacon(from, to, 'beacon', beacon, BEACON_ITERATIONS_EXPONENT);
  });
}

/**
 * Verifies the whole chain against circuit and powers-of-tau file, and writes verification-key.json beside it.
 * @returns the key and the hash to pin
 * @throws if anything does not hold: then the ceremony is void
 */
export async function finishCeremony(
  folder: string,
  ptauPath: string,
): Promise<{ zkeyPath: string; verificationKey: VerificationKey; verificationKeyHash: string }> {
  const record = readRecord(folder);
  await checkPtau(ptauPath, record.ptauHash);
  if (lastStep(record).kind !== 'beacon') throw new Error('the ceremony has no beacon yet');
  if (!record.steps.some(({ kind }) => kind === 'contribution')) throw new Error('the ceremony has no contribution');
  const zkeyPath = join(folder, lastStep(record).zkey);
  const { zKey } = await loadSnarkjs();
  if (!(await zKey.verifyFromR1cs(r1csPathOf(folder), ptauPath, zkeyPath))) {
    throw new Error('zkey verify refuses the final key');
  }
  const verificationKey = await zKey.exportVerificationKey(zkeyPath);
  requireSound(verificationKey, folder);
  writeFileSync(join(folder, 'verification-key.json'), JSON.stringify(verificationKey, null, 1));
  return { zkeyPath, verificationKey, verificationKeyHash: verificationKeyHash(verificationKey) };
}

/** What a key must look like whatever its ceremony says; skipping phase 2 (gamma = delta) has cost others millions. */
function requireSound(key: VerificationKey, folder: string): void {
  const { outputs, publicInputs } = readR1csHeader(readFileSync(r1csPathOf(folder)));
  if (isDevelopmentKey(key)) throw new Error('this is a development key: its secret is public');
  if (JSON.stringify(key.vk_gamma_2) === JSON.stringify(key.vk_delta_2))
    throw new Error('gamma equals delta: phase 2 was skipped');
  if (key.IC.length !== outputs + publicInputs + 1 || key.nPublic !== outputs + publicInputs) {
    throw new Error('the key has another number of public signals than the circuit');
  }
}

async function addStep(
  folder: string,
  kind: 'contribution' | 'beacon',
  name: string,
  make: (from: string, to: string) => Promise<void>,
): Promise<CeremonyRecord> {
  const record = readRecord(folder);
  if (lastStep(record).kind === 'beacon') throw new Error('the ceremony is closed: its beacon has been applied');
  const zkey = stepFile(record.steps.length);
  await make(join(folder, lastStep(record).zkey), join(folder, zkey));
  return writeRecord(folder, { ...record, steps: [...record.steps, { kind, name, zkey }] });
}

function writeRecord(folder: string, record: CeremonyRecord): CeremonyRecord {
  writeFileSync(recordPath(folder), `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

const stepFile = (step: number) => `${String(step).padStart(4, '0')}.zkey`;

async function checkPtau(path: string, expected: string): Promise<string> {
  const hash = createHash('blake2b512');
  await pipeline(createReadStream(path), hash);
  const found = hash.digest('hex');
  if (found !== expected.toLowerCase())
    throw new Error(`the powers-of-tau file has BLAKE2b-512 ${found}, expected ${expected}`);
  return found;
}

function requirePower(ptauPath: string, r1csPath: string): void {
  const power = readPtauPower(ptauPath);
  const { constraintCount, outputs, publicInputs } = readR1csHeader(readFileSync(r1csPath));
  const needed = Math.ceil(Math.log2(constraintCount + outputs + publicInputs + 1));
  if (power < needed) throw new Error(`the powers-of-tau file has power ${power}; the circuit needs ${needed}`);
}

/** The header is the first section; the file itself may have gigabytes. */
function readPtauPower(path: string): number {
  const header = Buffer.alloc(PTAU_HEADER_BYTES);
  const file = openSync(path, 'r');
  try {
    readSync(file, header);
  } finally {
    closeSync(file);
  }
  if (header.toString('latin1', 0, 4) !== 'ptau' || header.readUInt32LE(12) !== 1)
    throw new Error(`${path} is no powers-of-tau file`);
  return header.readUInt32LE(PTAU_HEADER_BYTES - 4);
}
