import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The browser run: `npx vitest run --config test/browser/vitest.config.ts`. It starts a whole exchange of its own. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 1_500_000,
    hookTimeout: 900_000,
    fileParallelism: false,
    bail: 1,
  },
});
