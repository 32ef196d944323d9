import { runCommand } from './command.ts'
import { built, testDatabase } from './shared.ts'
import type { Suite, Tally } from './suite.ts'
import { vitestSuite } from './vitest.ts'

const migrations: Suite = {
  name: 'migrations from zero',
  run: async () => {
    await testDatabase()
    return { passed: 1, failed: 0, output: '' }
  },
}

/** A script of supabase/tests: its last line is a tally without the output, as JSON, after the suite's name. */
function scriptSuite(name: string, script: string, args: string[] = []): Suite {
  return {
    name,
    run: async (say): Promise<Tally> => {
      const env = await testDatabase()
      const { ok, output } = await runCommand('node', [script, ...args], { env, onLine: say })
      const lines = output.trim().split('\n')
      const last = lines.findLast((line) => line.startsWith('{"suite"'))
      if (!last) return { passed: 0, failed: 1, output }
      const { passed, failed, failures } = JSON.parse(last) as Omit<Tally, 'output'>
      return { passed, failed: !ok && failed === 0 ? 1 : failed, failures: failures ?? [], output }
    },
  }
}

/**
 * What needs Postgres, all on one.
 *
 * @param args `--update` writes the schema's snapshot anew
 */
export function databaseSuites(args: string[] = []): Suite[] {
  return [
    vitestSuite('handlers on Node and Deno, concurrency, seed', ['*:database*'], testDatabase),
    scriptSuite('SQL stories', 'supabase/tests/stories.ts'),
    scriptSuite('schema snapshot', 'supabase/tests/snapshot.ts', args),
    migrations,
  ]
}

/** Whole installations that are started, killed and stopped. */
export const processSuite: Suite = vitestSuite('processes', ['*:process*'], async () => {
  await Promise.all([built('sdk'), built('admin')])
  return {}
})
