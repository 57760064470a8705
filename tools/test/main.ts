import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from '../../test/browser/chromium.ts';
import { repositoryRoot } from '../gen/repository.ts';
import { runForge } from './run-forge.ts';
import { runVitest } from './run-vitest.ts';
import { countLine, type SuiteResult, total } from './suite-result.ts';

/**
 * `npm test`: everything that proves Tenor works. `npm run test:long` adds the slow suites. `npm test -- unit forge` runs only those named.
 * The last line is the count alone: `N passed, N failed` (and `, N skipped`); the exit code is 1 when anything failed.
 */
const words = process.argv.slice(2);
const long = words.includes('--long');
const chosen = words.filter((word) => !word.startsWith('--'));

/** Published test vectors of the cryptography, where the machine has them. */
function vectors(): NodeJS.ProcessEnv {
  const file = join(repositoryRoot, '../shared/data/crypto/iden3_poseidon_eddsa_vectors.json');
  return process.env.TENOR_CRYPTO_VECTORS === undefined && existsSync(file) ? { TENOR_CRYPTO_VECTORS: file } : {};
}

async function browserStory(): Promise<SuiteResult> {
  const chromium = findChromium();
  if (chromium !== null) return runVitest('browser', ['browser'], { CHROMIUM: chromium });
  const reason =
    'skipped: the browser story. No Chromium here: install it (apt-get install chromium) or set CHROMIUM to one.';
  console.log(`\n  !!!!!!!!\n  ${reason}\n  !!!!!!!!\n`);
  return { suite: 'browser', passed: 0, failed: 0, skipped: 1, remarks: [reason], seconds: 0 };
}

interface Suite {
  readonly name: string;
  readonly what: string;
  run(): Promise<SuiteResult>;
}

const SUITES: readonly Suite[] = [
  { name: 'structure', what: 'layers, mirrors, names, documents', run: () => runVitest('structure', ['structure']) },
  { name: 'unit', what: 'rules, services, client, page', run: () => runVitest('unit', ['unit'], vectors()) },
  {
    name: 'circuits',
    what: 'templates and the whole batch, against cheats',
    run: () => runVitest('circuits', ['circuits']),
  },
  { name: 'forge', what: 'contracts: unit, fuzz, invariants', run: () => runForge('forge', long) },
  { name: 'end-to-end', what: 'a started exchange and its L1', run: () => runVitest('end-to-end', ['end-to-end']) },
  { name: 'browser', what: 'the story of a trader in Chromium', run: browserStory },
  ...(long ? [{ name: 'long', what: 'slow suites', run: () => runVitest('long', ['long']) }] : []),
];

const unknown = chosen.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`No such suite: ${unknown.join(', ')}. There are: ${SUITES.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const results: SuiteResult[] = [];
const suites = SUITES.filter(({ name }) => chosen.length === 0 || chosen.includes(name));
for (const [index, { name, what, run }] of suites.entries()) {
  console.log(`[${index + 1}/${suites.length}] ${name}: ${what}`);
  const result = await run();
  results.push(result);
  console.log(`[${index + 1}/${suites.length}] ${name}: ${countLine(result)} in ${result.seconds.toFixed(0)} s\n`);
}

const counts = total(results);
for (const { suite, remarks } of results) for (const remark of remarks) console.log(`${suite}: ${remark}`);
process.exitCode = counts.failed > 0 ? 1 : 0;
console.log(countLine(counts));
