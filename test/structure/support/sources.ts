import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** Every file that is tracked or would be (ignored ones are not), relative to the root, with `/` and sorted. */
export const files: readonly string[] = execFileSync(
  'git',
  ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  { cwd: root, maxBuffer: 1 << 26 },
)
  .toString('utf8')
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)))
  .sort();

export const isGenerated = (path: string): boolean => /(^|\/)generated\//.test(path);
export const isTest = (path: string): boolean => /(^|\/)tests?\//.test(path) || /\.test\.tsx?$/.test(path);
export const isTypeScript = (path: string): boolean => /\.(ts|tsx|mts)$/.test(path) && !path.endsWith('.d.ts');

const texts = new Map<string, string>();

/** The text of a file, read once. */
export function read(path: string): string {
  let text = texts.get(path);
  if (text === undefined) {
    text = readFileSync(join(root, path), 'utf8');
    texts.set(path, text);
  }
  return text;
}

/** The text without comments, line numbers kept. Strings are left as they are. */
export function code(path: string): string {
  return read(path).replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/[^\n]*/g, (comment) =>
    comment.replaceAll(/[^\n]/g, ''),
  );
}

/** Lines that match, as `path:line: text`. */
export function matches(paths: readonly string[], pattern: RegExp, textOf: (path: string) => string = code): string[] {
  return paths.flatMap((path) =>
    textOf(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}
