import { parseArgs } from 'node:util';
import { applyBeacon, contribute, finishCeremony, startCeremony } from './ceremony.ts';
import { pinVerificationKey } from './pinned-keys.ts';

const USAGE = `npx tsx circuits/tooling/ceremony-command.ts <step> --folder DIRECTORY …
  start       --circuit main/batch-dev.circom --ptau FILE --ptau-hash BLAKE2B512
  contribute  --name NAME [--entropy TEXT]
  beacon      --hash HEX
  finish      --ptau FILE [--pin NAME]`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(
    ['folder', 'circuit', 'ptau', 'ptau-hash', 'name', 'entropy', 'hash', 'pin'].map((name) => [
      name,
      { type: 'string' as const },
    ]),
  ),
});

function required(name: string): string {
  const value = values[name];
  if (typeof value !== 'string') throw new Error(`--${name} is missing\n${USAGE}`);
  return value;
}

async function run(step: string | undefined): Promise<string> {
  switch (step) {
    case 'start':
      await startCeremony({
        folder: required('folder'),
        main: required('circuit'),
        ptauPath: required('ptau'),
        ptauHash: required('ptau-hash'),
      });
      return 'The initial key is made. It is insecure until somebody contributes.';
    case 'contribute':
      await contribute(required('folder'), required('name'), String(values.entropy ?? ''));
      return 'Contributed. Hand the folder to the next contributor, and destroy nothing but this machine’s memory.';
    case 'beacon':
      await applyBeacon(required('folder'), required('hash'));
      return 'The beacon is applied; the ceremony takes no more contributions.';
    case 'finish': {
      const { verificationKey, verificationKeyHash, zkeyPath } = await finishCeremony(
        required('folder'),
        required('ptau'),
      );
      if (values.pin) pinVerificationKey(String(values.pin), verificationKey);
      return `Verified.\nproving key ${zkeyPath}\nverification key hash ${verificationKeyHash}`;
    }
    default:
      throw new Error(USAGE);
  }
}

try {
  process.stdout.write(`${await run(positionals[0])}\n`);
  process.exit(0); // snarkjs leaves threads running
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
