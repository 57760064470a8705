import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchBook } from '../../services/matcher/bench/book.bench.ts';
import { benchExchange } from '../../services/matcher/bench/exchange.bench.ts';
import { repositoryRoot } from '../gen/repository.ts';
import { benchHealth } from './bench-health.ts';
import { benchOptions } from './bench-options.ts';
import { withFigures } from './figures-table.ts';
import { measureCircuit } from './measure-circuit.ts';
import { measureCrypto } from './measure-crypto.ts';
import { measureL1 } from './measure-l1.ts';
import { measureProver } from './measure-prover.ts';
import { measureRules } from './measure-rules.ts';
import type { BenchReport, Tell } from './report.ts';

const USAGE = `npm run bench -- [options]
  --report FILE    write the figures as JSON
  --readme         put them into README.md
  --only A,B       only these parts: circuit, prover, l1, crypto, rules, exchange, book, health, options`;

const EXCHANGE_ORDERS = 20_000;

const PARTS: Readonly<Record<string, (tell: Tell) => unknown>> = {
  circuit: measureCircuit,
  prover: measureProver,
  l1: measureL1,
  crypto: measureCrypto,
  rules: measureRules,
  exchange: () => benchExchange(EXCHANGE_ORDERS),
  health: benchHealth,
  options: benchOptions,
  book: () => benchBook(join(repositoryRoot, '../shared/data/lob')),
};

const { values } = parseArgs({
  options: {
    report: { type: 'string' },
    readme: { type: 'boolean' },
    only: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const names = values.only?.split(',') ?? Object.keys(PARTS);
const unknown = names.filter((name) => !(name in PARTS));
if (values.help || unknown.length > 0) {
  console.error(unknown.length > 0 ? `no such part: ${unknown.join(', ')}\n${USAGE}` : USAGE);
  process.exit(unknown.length > 0 ? 2 : 0);
}

const report: Record<string, unknown> = {
  machine: {
    cpu: cpus()[0]?.model.trim() || process.arch,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
  },
};
for (const [index, name] of names.entries()) {
  const from = performance.now();
  const tell: Tell = (line) => console.log(`[${index + 1}/${names.length}] ${name}: ${line}`);
  tell('start');
  report[name] = await PARTS[name]!(tell);
  tell(`${JSON.stringify(report[name])} (${((performance.now() - from) / 1000).toFixed(0)} s)`);
}
if (values.report !== undefined) {
  writeFileSync(values.report, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`written: ${values.report}`);
}
if (values.readme) {
  const readme = join(repositoryRoot, 'README.md');
  writeFileSync(readme, withFigures(readFileSync(readme, 'utf8'), report as unknown as BenchReport));
  console.log('written: the figures in README.md');
}
// snarkjs keeps its worker threads.
process.exit(0);
