import { defineProject } from 'vitest/config'

export default defineProject({
  test: { name: 'database', globalSetup: './harness/vitestCluster.ts', hookTimeout: 120_000, testTimeout: 60_000 },
})
