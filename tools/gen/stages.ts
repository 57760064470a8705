import { relative } from 'node:path';
import { generateCircuits } from '../../circuits/tooling/generate.ts';
import { buildContracts, generatedSolidity, generatedTypeScript } from '../../contracts/tooling/generate.ts';
import { fieldWasmSource } from '../../packages/protocol/tooling/field-wasm.ts';
import { errorDocs } from './error-docs.ts';
import type { GeneratedFile } from './generated-file.ts';
import { parameterDocs } from './parameter-docs.ts';
import { repositoryRoot } from './repository.ts';

/** Generators that may run together: each is a pure function of what earlier stages have written. */
export interface Stage {
  readonly name: string;
  generate(): Promise<GeneratedFile[]> | GeneratedFile[];
}

/** In order: a later stage reads the files of an earlier one (vectors use the wasm module, ABIs the compiled constants). */
export const STAGES: readonly Stage[] = [
  {
    name: 'field arithmetic, constants, documents',
    generate: () => [
      { path: 'packages/protocol/src/crypto/generated/field-wasm.ts', content: fieldWasmSource() },
      ...generateCircuits().map(({ path, content }) => ({ path: relative(repositoryRoot, path), content })),
      ...generatedSolidity().map(({ path, text }) => ({ path, content: text })),
      errorDocs(),
      parameterDocs(),
    ],
  },
  {
    name: 'test vectors',
    generate: async () => {
      // Imported late: the vectors need the module that the stage before may just have written.
      const { vectorFiles } = await import('../../packages/protocol/tooling/vectors.ts');
      return Object.entries(vectorFiles()).map(([name, content]) => ({
        path: `packages/protocol/test/vectors/${name}`,
        content,
      }));
    },
  },
  {
    name: 'ABIs and creation code of the contracts',
    generate: () => {
      buildContracts();
      return generatedTypeScript().map(({ path, text }) => ({ path, content: text }));
    },
  },
];
