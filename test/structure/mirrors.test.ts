import { describe, expect, test } from 'vitest';
import { INSTRUCTION_KIND } from '../../packages/protocol/src/parameters.ts';
import { expectNone } from './support/none.ts';
import { files, read } from './support/sources.ts';

/** Every instruction, L1 entry and step: one file each in the rules, the circuits and the documents, under one name. */
const INSTRUCTIONS = [
  'register',
  'deposit',
  'insure',
  'order-fill',
  'liquidate',
  'levy',
  'deleverage',
  'cancel',
  'cancel-all',
  'margin-mode',
  'withdraw',
  'transfer',
  'oracle-round',
  'funding-step',
  'list',
  'expire',
];

/** Instructions without a circuit file of their own: a visit without rows proves a sweep. */
const PROVED_BY_OTHERS = ['sweep'];

/** Files in the folder of the rules that are no instruction: what several of them share. */
const SHARED = ['check-instruction', 'one-shot', 'order-side', 'row-source', 'signed-instruction', 'unsigned-row'];

const namesIn = (folder: string, ending: string): string[] =>
  files
    .filter((path) => path.startsWith(folder) && path.endsWith(ending))
    .map((path) => path.slice(folder.length, -ending.length))
    .sort();

describe('mirrors', () => {
  test('the rules have one file for each instruction', () => {
    expect(namesIn('packages/protocol/src/instructions/', '.ts')).toEqual(
      [...INSTRUCTIONS, ...PROVED_BY_OTHERS, ...SHARED].sort(),
    );
  });

  test('the circuits have one file for each instruction', () => {
    expect(namesIn('circuits/src/instructions/', '.circom')).toEqual([...INSTRUCTIONS].sort());
  });

  test('the list covers every signed kind', () => {
    const kinds = Object.keys(INSTRUCTION_KIND).map((kind) => kind.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`));
    expectNone(kinds.filter((kind) => !INSTRUCTIONS.includes(kind === 'order' ? 'order-fill' : kind)));
  });

  const HEADINGS = [
    '## What it is',
    '## Who signs',
    '## Fields',
    '## Rules',
    '## Constraints',
    '## Published words',
    '## Effects and errors',
  ];
  test.each([...INSTRUCTIONS, ...PROVED_BY_OTHERS])('docs/protocol/%s.md has the seven headings', (name) => {
    expect(files).toContain(`docs/protocol/${name}.md`);
    const headings = read(`docs/protocol/${name}.md`)
      .split('\n')
      .filter((line) => line.startsWith('## '));
    expect(headings).toEqual(HEADINGS);
  });
});
