import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'cli', include: ['src/**/*.test.ts'] } },
      {
        test: {
          name: 'cli:database',
          include: ['test/**/*.test.ts'],
          globalSetup: ['../supabase/tests/harness/vitestSetup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
