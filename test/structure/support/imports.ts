import { posix } from 'node:path';
import { code, files, isTypeScript, read } from './sources.ts';

/** One import of a module by another. */
export interface Import {
  readonly from: string;
  /** As written. */
  readonly specifier: string;
  /** The file it names, relative to the root; undefined for a package that is not ours. */
  readonly target: string | undefined;
  /** `import type` and `export type`: erased before anything runs. */
  readonly typeOnly: boolean;
}

const STATEMENT = /\b(import|export)\s+(type\s+)?(?:[\w*${}\s,]+\s+from\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;

const packageEntries = new Map<string, string>(
  files
    .filter((path) =>
      /^(packages|services|apps)\/[^/]+\/package\.json$|^(circuits|contracts)\/package\.json$/.test(path),
    )
    .flatMap((path) => {
      const { name, exports } = JSON.parse(read(path)) as { name: string; exports?: { '.': string } };
      return exports ? [[name, posix.join(posix.dirname(path), exports['.'])] as const] : [];
    }),
);

function resolve(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ''));
  return packageEntries.get(specifier);
}

/** Every import of one file. `import { type A } from` counts as a real import: the module is still loaded. */
function importsOf(from: string): Import[] {
  return [...code(from).matchAll(STATEMENT)].map(([, , type, statement, dynamic]) => {
    const specifier = (statement ?? dynamic) as string;
    return { from, specifier, target: resolve(from, specifier), typeOnly: type !== undefined };
  });
}

/** Every import of every TypeScript file of the repository. */
export const imports: readonly Import[] = files.filter(isTypeScript).flatMap(importsOf);

/** Groups of files that import each other in a circle (strongly connected components of more than one file, or a file importing itself). */
export function cycles(edges: readonly Import[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, target } of edges) {
    if (target !== undefined) next.set(from, [...(next.get(from) ?? []), target]);
  }
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    low.set(file, order.get(file)!);
    stack.push(file);
    for (const target of next.get(file) ?? []) {
      if (!order.has(target)) visit(target);
      if (stack.includes(target)) low.set(file, Math.min(low.get(file)!, low.get(target)!));
    }
    if (low.get(file) !== order.get(file)) return;
    const component = stack.splice(stack.indexOf(file));
    if (component.length > 1 || next.get(file)?.includes(file)) found.push(component.sort());
  };
  for (const file of next.keys()) if (!order.has(file)) visit(file);
  return found;
}
