import { errorTable } from '../../packages/protocol/src/errors.ts';
import type { GeneratedFile } from './generated-file.ts';

const GROUPS: Readonly<Record<number, string>> = {
  1: 'Authority: who signed, with which key, in which slot',
  2: 'Fields: a parameter by itself',
  3: 'Orders and risk',
  4: 'Limits',
  5: 'State of the venue',
  6: 'Rollup and L1',
  7: 'This machine: what stops a start',
};

/** docs/api/errors.md from the table in packages/protocol/src/errors.ts. */
export function errorDocs(): GeneratedFile {
  const rows = errorTable().sort((a, b) => a.code - b.code);
  const sections = Object.entries(GROUPS).map(([digit, title]) => {
    const lines = rows
      .filter(({ code }) => Math.floor(code / 10_000) === Number(digit))
      .map(({ code, name, message }) => `| ${code} | \`${name}\` | ${message.replaceAll('|', '\\|')} |`);
    return [`## ${digit}xxxx — ${title}`, '', '| code | name | what to do |', '|---|---|---|', ...lines].join('\n');
  });
  const ungrouped = rows.filter(({ code }) => GROUPS[Math.floor(code / 10_000)] === undefined);
  if (ungrouped.length > 0) throw new Error(`errors without a group: ${ungrouped.map(({ name }) => name).join(', ')}`);
  const content = [
    '<!-- Generated from packages/protocol/src/errors.ts by `npm run gen`. Do not edit. -->',
    '# Errors',
    '',
    'Every refusal carries a number, its name and what to do about it. A number never changes its meaning. A refused request has changed nothing.',
    'In JSON-RPC the number is `error.code`, the text `error.message`; `error.data` holds the `name` and, where they help, `param` (the field),',
    '`party` (`taker` or `maker`), `retryable`, `outcome` and `retry_after_ms`.',
    '',
    sections.join('\n\n'),
    '',
  ].join('\n');
  return { path: 'docs/api/errors.md', content };
}
