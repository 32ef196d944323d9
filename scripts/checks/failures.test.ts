import { join } from 'node:path'
import { expect, test } from 'vitest'
import { count as countBrowser } from './browser.ts'
import { root } from './command.ts'
import { failureLine } from './failures.ts'
import { count as countVitest } from './vitest.ts'

test('a line keeps the first line of an error, without colors, and only so much of it', () => {
  expect(failureLine(['a.ts', 'b'], '\u001b[31mError: no\u001b[39m\n  at c.ts')).toBe('a.ts > b: Error: no')
  expect(failureLine(['a.ts'], 'x'.repeat(5000)).length).toBeLessThan(220)
})

test('of vitest: a failed test, a skipped one and a file that could not be loaded are each named and counted', () => {
  const titled = (title: string, status: string, failureMessages: string[] = []) => ({
    ancestorTitles: ['group'],
    title,
    status,
    failureMessages,
  })
  const file = (name: string, status: string, message: string, assertionResults: ReturnType<typeof titled>[]) => ({
    name: join(root, name),
    status,
    message,
    assertionResults,
  })
  const tally = countVitest({
    testResults: [
      file('server/a.spec.ts', 'failed', '', [
        titled('works', 'passed'),
        titled('hangs', 'failed', ['Error: Test timed out in 5 ms.\n    at a.spec.ts:3']),
        titled('waits', 'skipped'),
      ]),
      file('server/b.spec.ts', 'failed', 'SyntaxError: no', []),
    ],
  })
  expect(tally).toEqual({
    passed: 1,
    failed: 3,
    failures: [
      'server/a.spec.ts > group > hangs: Error: Test timed out in 5 ms.',
      'server/a.spec.ts > group > waits: skipped',
      'server/b.spec.ts: SyntaxError: no',
    ],
  })
})

test('of Playwright: a failed journey, a skipped one and an error outside are counted, and a second try is named', () => {
  const journey = (title: string, status: 'expected' | 'unexpected' | 'flaky' | 'skipped', message?: string) => ({
    title,
    tests: [{ status, results: message ? [{ error: { message } }, {}] : [{}] }],
  })
  const tally = countBrowser({
    errors: [{ message: 'Error: no server' }],
    stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 1 },
    suites: [
      {
        title: 'a.spec.ts',
        file: 'a.spec.ts',
        specs: [journey('works', 'expected'), journey('breaks', 'unexpected', 'Error: no button\nlog')],
        suites: [
          {
            title: 'phone',
            file: 'a.spec.ts',
            specs: [journey('wavers', 'flaky', 'Error: late'), journey('waits', 'skipped')],
          },
        ],
      },
    ],
  })
  expect(tally).toEqual({
    passed: 2,
    failed: 3,
    failures: [
      'e2e/a.spec.ts > breaks: Error: no button',
      'e2e/a.spec.ts > phone > waits: skipped',
      'outside of the tests: Error: no server',
    ],
    secondTries: ['e2e/a.spec.ts > phone > wavers: Error: late'],
  })
})
