import { defineConfig } from 'vitest/config';

/** `*.long.test.ts` run with `vitest run --project circuits-long` (npm run test:long) only. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'circuits',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.long.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'circuits-long',
          include: ['test/**/*.long.test.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 1_800_000,
        },
      },
    ],
  },
});
