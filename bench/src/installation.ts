import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { root } from '../../scripts/checks/command.ts'
import { launch } from '../../scripts/checks/launch.ts'
import { withScratch } from '../../scripts/checks/scratch.ts'

/** A running installation with the demo data. */
export interface DemoInstallation {
  url: string
  /** The password of every demo account. */
  password: string
  /** A client signed in as one of them. */
  signedIn(email: string): Promise<SupabaseClient>
}

interface Info {
  publishableKey: string
  accounts: { email: string; password: string }[]
}

async function readInfo(dataDir: string, url: string): Promise<Info> {
  const env = { ...process.env, LAPEL_DATA_DIR: dataDir, LAPEL_PORT: new URL(url).port }
  const cli = join(root, 'cli', 'bin', 'lapel.mjs')
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'info', '--json'], { env })
  return JSON.parse(stdout) as Info
}

/** Runs a measurement against an installation of its own, started as users start it. */
export function withInstallation<T>(use: (installation: DemoInstallation) => Promise<T>): Promise<T> {
  return withScratch('bench', async (dataDir) => {
    const { url, stop } = await launch(dataDir)
    try {
      const { publishableKey, accounts } = await readInfo(dataDir, url)
      const password = accounts[0]?.password ?? ''
      const signedIn = async (email: string) => {
        const client = createClient(url, publishableKey, { auth: { persistSession: false, autoRefreshToken: false } })
        const { error } = await client.auth.signInWithPassword({ email, password })
        if (error) throw error
        return client
      }
      return await use({ url, password, signedIn })
    } finally {
      await stop()
    }
  })
}
