import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'tests', include: ['harness/**/*.test.ts'] } },
      {
        test: {
          name: 'tests:database',
          include: ['{concurrency,contract,hosted,lints,matrix,plpgsql,properties,seed,tenants}/**/*.test.ts'],
          globalSetup: ['harness/vitestSetup.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
