import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publishableKey } from './auth.ts'
import { captchaSecret } from './siteverify.ts'
import { stripeSecret } from './stripe.ts'

const functionsFolder = join(import.meta.dirname, '..')
// The package's command is a script around the binary, which would outlive it.
const { runInstall } = createRequire(import.meta.url)('deno/install_api.cjs') as { runInstall(): string }

// Hosted, `npm:` specifiers come from the registry. Here `manual` takes the packages that pnpm has installed, and
// `--cached-only` proves that nothing else is fetched: the test runs offline.
const flags = ['--node-modules-dir=manual', '--cached-only', '--no-prompt', '--allow-net', '--allow-env']

/** The server that the tested endpoints name for files; nothing answers there. */
export const uploadsUrl = 'http://files.test'

/** A running Deno with the embed function. */
export interface DenoHost {
  url: string
  stop(): Promise<void>
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (data: Buffer) => {
      said += data
      const [, address] = /Listening on (http:\/\/[\d.:]+)/.exec(said) ?? []
      if (address) resolve(address)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`Deno did not start: ${said}`)))
  })
}

/** Runs the entry point under the real Deno on a free port. */
export async function startDeno(
  databaseUrl: string,
  authUrl: string,
  captchaUrl: string,
  more: Record<string, string> = {},
): Promise<DenoHost> {
  const home = mkdtempSync(join(tmpdir(), 'lapel-deno-'))
  const child = spawn(runInstall(), ['run', ...flags, 'embed/index.ts'], {
    cwd: functionsFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NO_COLOR: '1',
      DENO_DIR: home,
      DENO_NO_UPDATE_CHECK: '1',
      DENO_SERVE_ADDRESS: 'tcp:127.0.0.1:0',
      SUPABASE_DB_URL: databaseUrl,
      SUPABASE_URL: authUrl,
      SUPABASE_ANON_KEY: publishableKey,
      LAPEL_UPLOADS_URL: uploadsUrl,
      LAPEL_TRUSTED_PROXIES: '1',
      LAPEL_TURNSTILE_SECRET: captchaSecret,
      LAPEL_TURNSTILE_URL: captchaUrl,
      LAPEL_STRIPE_WEBHOOK_SECRET: stripeSecret,
      ...more,
    },
  })
  const ended = once(child, 'exit')
  return {
    url: await listening(child),
    stop: async () => {
      child.kill()
      await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
}
