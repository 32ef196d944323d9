import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'functions', include: ['_shared/**/*.test.ts', 'embed/**/*.test.ts'] } },
      {
        test: {
          name: 'functions:database',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/hosts.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
