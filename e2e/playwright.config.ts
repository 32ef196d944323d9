import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { findChromium, launchFlags } from './chromium.ts'

const root = join(import.meta.dirname, '..')
const results = join(import.meta.dirname, 'results')

// Workers and `lapel info` read the same variables as the installation under test.
process.env.LAPEL_PORT ??= '54399'
process.env.LAPEL_DATA_DIR ??= join(results, 'lapel')
process.env.LAPEL_TRUSTED_PROXIES = '1'
const url = process.env.LAPEL_URL ?? `http://localhost:${process.env.LAPEL_PORT}`

const executablePath = findChromium()
if (!executablePath) throw new Error('No Chromium: run `npm run check:e2e`, or set LAPEL_CHROMIUM to the path of one.')

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: join(results, 'traces'),
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  // A second try on a loaded machine; who needed it is named at the end of the run.
  retries: 1,
  // Generous: a machine that also runs everything else is slow, and only a failure waits this long.
  expect: { timeout: 45_000 },
  timeout: 240_000,
  reporter: [['line'], ['json', { outputFile: join(results, 'report.json') }]],
  use: {
    baseURL: url,
    browserName: 'chromium',
    launchOptions: { executablePath, args: launchFlags },
  },
  ...(process.env.LAPEL_URL
    ? {}
    : {
        webServer: {
          command: 'node cli/bin/lapel.mjs start',
          cwd: root,
          url: `${url}/readyz`,
          timeout: 300_000,
          reuseExistingServer: false,
          gracefulShutdown: { signal: 'SIGTERM', timeout: 90_000 },
        },
      }),
})
