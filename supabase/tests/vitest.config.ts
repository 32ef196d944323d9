import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'tests:database',
          include: ['seed/**/*.test.ts'],
          globalSetup: ['harness/vitestCluster.ts'],
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
