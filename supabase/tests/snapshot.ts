// Compares supabase/schema.sql with what the migrations add up to; `--update` writes it anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import { cloneDatabase } from './harness/clone.ts'
import { withOwner } from './harness/connections.ts'
import { dumpSchema } from './harness/snapshot/dump.ts'
import { withCluster } from './harness/withCluster.ts'

const file = join(import.meta.dirname, '..', 'schema.sql')
const shownLines = 200

function describeDifference(written: string, actual: string): string {
  const patch = createTwoFilesPatch('supabase/schema.sql', 'what the migrations add up to', written, actual, '', '')
  const lines = patch.split('\n')
  const more = lines.length > shownLines ? [`... and ${lines.length - shownLines} lines more`] : []
  const cure = 'Is the change meant? Then write the snapshot anew: npm run check:db -- --update'
  return [...lines.slice(0, shownLines), ...more, '', cure].join('\n')
}

const actual = await withCluster(async () => {
  const clone = await cloneDatabase()
  return withOwner(clone.url, dumpSchema).finally(clone.drop)
})
if (process.argv.includes('--update')) writeFileSync(file, actual)
const written = existsSync(file) ? readFileSync(file, 'utf8') : ''
const isCurrent = written === actual
if (!isCurrent) console.log(describeDifference(written, actual))
console.log(JSON.stringify({ suite: 'schema snapshot', passed: isCurrent ? 1 : 0, failed: isCurrent ? 0 : 1 }))
process.exit(isCurrent ? 0 : 1)
