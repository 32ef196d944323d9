// Runs the pgTAP stories, or those whose names contain an argument: `node supabase/tests/stories.ts audit`.
import { basename } from 'node:path'
import { listStories, runPgTap } from './harness/pgtap/run.ts'
import { withCluster } from './harness/withCluster.ts'

const wanted = process.argv.slice(2)
const files = listStories().filter(
  (file) => wanted.length === 0 || wanted.some((part) => basename(file).includes(part)),
)

const { passed, failed, output, failures } = await withCluster(() =>
  runPgTap(files, (file, tally) => console.log(`${file}: ${tally.passed} passed, ${tally.failed} failed`)),
)
if (output) console.log(`\n${output}\n`)
console.log(JSON.stringify({ suite: 'pgtap', passed, failed, failures }))
process.exit(failed === 0 && passed > 0 ? 0 : 1)
