import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKeys } from '@lapel/server/data/keys'
import { root } from '@lapel/server/paths'

/** What a command wrote and how it ended. */
export interface Result {
  code: number | null
  stdout: string
  stderr: string
}

/** A command on its way. */
export interface Running {
  child: ChildProcess
  /** What it has written to stderr up to now. */
  progress(): string
  ended: Promise<Result>
}

/** An installation whose database is the given one: a data directory with keys and nothing else. */
export class Installation {
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'lapel-cli-'))
  readonly #databaseUrl: string

  constructor(databaseUrl: string) {
    this.#databaseUrl = databaseUrl
    openKeys(this.#dataDir)
  }

  /** Starts `lapel` with arguments. */
  start(...args: string[]): Running {
    const child = spawn(process.execPath, [join(root, 'cli', 'bin', 'lapel.mjs'), ...args], {
      env: { PATH: process.env.PATH, LAPEL_DATA_DIR: this.#dataDir, DATABASE_URL: this.#databaseUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const written = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        written[name] += chunk
      })
    }
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...written }))
    return { child, progress: () => written.stderr, ended }
  }

  /** Runs `lapel` with arguments to its end. */
  run(...args: string[]): Promise<Result> {
    return this.start(...args).ended
  }

  remove(): void {
    rmSync(this.#dataDir, { recursive: true })
  }
}
