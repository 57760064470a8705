import { defineConfig } from 'vitest/config';

const ELSEWHERE = ['**/node_modules/**', '**/*.long.test.ts'];
const MINUTE = 60_000;

/**
 * One project for each way of running. `npm test` runs them one after the other and says what passed; to run a part by hand:
 * `npx vitest run --project unit services/matcher`. Processes instead of threads: lmdb, anvil and the wasm of the circuits stay apart.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'structure',
          include: ['test/structure/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'unit',
          include: [
            '{packages,services,apps}/*/test/**/*.test.{ts,tsx}',
            '{contracts,tools}/**/test/**/*.test.ts',
            'test/**/*.test.ts',
          ],
          exclude: [...ELSEWHERE, 'test/{structure,end-to-end,browser}/**'],
          testTimeout: 2 * MINUTE,
          hookTimeout: 4 * MINUTE,
        },
      },
      {
        test: {
          name: 'circuits',
          include: ['circuits/test/**/*.test.ts'],
          exclude: ELSEWHERE,
          // Files of one process share the circuits they have loaded (circuits/test/batch/batch-rig.ts).
          isolate: false,
          testTimeout: 4 * MINUTE,
          hookTimeout: 6 * MINUTE,
        },
      },
      {
        // A whole exchange each: one file at a time.
        test: {
          name: 'end-to-end',
          include: ['test/end-to-end/**/*.test.ts'],
          exclude: ELSEWHERE,
          fileParallelism: false,
          testTimeout: 12 * MINUTE,
          hookTimeout: 12 * MINUTE,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: ELSEWHERE,
          fileParallelism: false,
          testTimeout: 25 * MINUTE,
          hookTimeout: 15 * MINUTE,
        },
      },
      {
        test: {
          name: 'long',
          include: ['**/test/**/*.long.test.ts'],
          exclude: ['**/node_modules/**'],
          fileParallelism: false,
          testTimeout: 60 * MINUTE,
          hookTimeout: 60 * MINUTE,
        },
      },
    ],
  },
});
