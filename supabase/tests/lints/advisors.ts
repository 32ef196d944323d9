import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What one of Supabase's lints (splinter) has found. */
export interface Finding {
  /** The lint's name, as in https://supabase.github.io/splinter. */
  lint: string
  /** Which object: the schema, its name and what else tells it apart, joined by `_`. The same in every run. */
  subject: string
  /** One sentence for people. */
  detail: string
}

interface Report {
  results: { name: string; detail: string; cacheKey: string }[]
}

const require = createRequire(import.meta.url)
const cli = require.resolve('supabase/dist/supabase.js')

/** Asks `supabase db advisors` about a database. Fails when the CLI does: no answer is not a clean one. */
export async function advise(url: string): Promise<Finding[]> {
  // Without a project, without the person's own settings, and without telling anyone.
  const home = mkdtempSync(join(tmpdir(), 'lapel-advisors-'))
  const env = {
    ...process.env,
    SUPABASE_HOME: home,
    SUPABASE_TELEMETRY_DISABLED: '1',
    SUPABASE_NO_UPDATE_NOTIFIER: '1',
  }
  const target = new URL(url)
  target.searchParams.set('sslmode', 'disable')
  const args = [cli, 'db', 'advisors', '--db-url', target.href, '--type=all', '--level=info', '--output-format=json']
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: home,
      env,
      maxBuffer: 64 * 1024 * 1024,
    })
    const { results } = JSON.parse(stdout) as Report
    return results.map(({ name, detail, cacheKey }) => ({
      lint: name,
      subject: cacheKey.slice(name.length + 1),
      detail,
    }))
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
