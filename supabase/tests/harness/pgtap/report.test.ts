import { expect, test } from 'vitest'
import { readTap } from './report.ts'

test('counts assertions and shows the diagnostics of those that failed', () => {
  const tally = readTap(
    'a.sql',
    ['1..3', 'ok 1 - one', 'not ok 2 - two\n# Failed test 2\n#  have: 1', '[{"noise": true}]', 'ok 3'],
    null,
  )
  expect(tally).toMatchObject({ passed: 2, failed: 1 })
  expect(tally.output).toContain('a.sql: not ok 2 - two')
  expect(tally.output).toContain('have: 1')
  expect(tally.output).not.toContain('one')
  expect(tally.failures).toEqual(['a.sql > not ok 2 - two have: 1'])
})

test.each([
  ['fewer', ['1..3', 'ok 1', 'ok 2']],
  ['more', ['1..1', 'ok 1', 'ok 2']],
])('%s assertions than planned are a failure', (_, lines) => {
  const tally = readTap('a.sql', lines, null)
  expect(tally).toMatchObject({ passed: 2, failed: 1 })
  expect(tally.output).toMatch(/planned \d assertions and ran 2/)
})

test('a file without a plan is a failure', () => {
  expect(readTap('a.sql', ['ok 1', 'ok 2'], null)).toMatchObject({ passed: 2, failed: 1 })
  expect(readTap('a.sql', [], null)).toMatchObject({ passed: 0, failed: 1 })
})

test('a file that died is a failure that says why', () => {
  const tally = readTap('a.sql', ['1..2', 'ok 1'], '42P01 no such table')
  const output = 'a.sql: The file died: 42P01 no such table'
  expect(tally).toEqual({ passed: 1, failed: 1, output, failures: ['a.sql > The file died: 42P01 no such table'] })
})
