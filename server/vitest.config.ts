import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'server', include: ['src/**/*.test.ts'] } },
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
