import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'server', include: ['src/**/*.test.ts'] } },
      {
        test: {
          name: 'server:database',
          include: ['test/jobs/*.test.ts'],
          globalSetup: ['../supabase/tests/harness/vitestSetup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'server:process',
          include: ['test/**/*.spec.ts'],
          globalSetup: ['test/build.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
