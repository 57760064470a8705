import type { BenchReport } from './report.ts';

const BEGIN = '<!-- figures: written by `npm run bench -- --readme`, not by hand -->';
const END = '<!-- end of figures -->';

const number = (value: number): string => value.toLocaleString('en-US');

/** The measured figures as a table; only what was measured. */
export function figuresTable({ machine, circuit, prover, l1, crypto, rules, exchange, book }: BenchReport): string {
  const rows: [string, string][] = [];
  if (circuit) {
    rows.push(
      ['dev batch (8 visits, 8 rows, 16 markets, 2 epochs)', `${number(circuit.dev)} constraints`],
      [
        'signed row / visit / market row',
        `${number(circuit.row)} / ${number(circuit.visit)} / ${number(circuit.marketEntry)} constraints`,
      ],
    );
  }
  if (prover) {
    rows.push(
      [`proof of a full dev batch (${prover.prover})`, `${prover.proveSeconds} s, witness ${prover.witnessSeconds} s`],
      ['circuit and development key, once', `compile ${prover.compileSeconds} s, key ${prover.setupSeconds} s`],
    );
  }
  if (l1) {
    rows.push(
      ['settling one full dev batch', `${number(l1.batchGas)} gas, ${number(l1.batchBytes)} bytes`],
      [
        'gas per signed row, 1 / 4 / 16 batches a transaction',
        [1, 4, 16].map((k) => number(l1.gasPerRow[k as 1 | 4 | 16])).join(' / '),
      ],
    );
  }
  if (crypto) {
    rows.push(
      [
        'signatures verified on one core',
        `${number(crypto.verificationsPerSecond)} a second (circomlibjs: ${number(crypto.circomlibjsVerificationsPerSecond)})`,
      ],
      [
        'Poseidon of two inputs',
        `${number(crypto.poseidonPerSecond)} a second (circomlibjs: ${number(crypto.circomlibjsPoseidonPerSecond)})`,
      ],
    );
  }
  if (rules) rows.push(['trades through the rules alone, one core', `${number(rules.tradesPerSecond)} a second`]);
  if (exchange) {
    rows.push([
      'orders through the whole exchange process',
      `${number(exchange.inMemoryPerCpuSecond)} a second of a core in memory, ${number(exchange.durablePerSecond)} a second durable`,
    ]);
  }
  if (book) {
    const { mix } = book;
    rows.push([
      'order book, mixed flow',
      `${number(mix.fastPerSecond)} steps a second, p99 ${number(mix.p99)} ns (${number(mix.ratio)}× its naive twin)`,
    ]);
  }
  return [
    `Measured on ${machine.cores} × ${machine.cpu}, ${machine.memoryGiB} GiB, Node ${machine.node}.`,
    '',
    '| | |',
    '|---|---|',
    ...rows.map(([what, value]) => `| ${what} | ${value} |`),
  ].join('\n');
}

/** A document with the table between its marks. Throws where the marks are missing. */
export function withFigures(document: string, report: BenchReport): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the document needs the lines ${BEGIN} and ${END}`);
  return `${document.slice(0, begin + BEGIN.length)}\n${figuresTable(report)}\n${document.slice(end)}`;
}
