import type { Sql } from 'postgres'
import type { Environment } from '../env.ts'

/** What every check may use. */
export interface Patient {
  env: Environment
  url: string
  publishableKey: string
  /** Connection of the owner. */
  owner: Sql
}

/** A finding: `detail` says what was seen, `advice` what to do when it is not well. */
export interface Finding {
  name: string
  ok: boolean
  detail: string
  advice: string | null
}

/** One thing the doctor looks at. `look` throws when it cannot be looked at. */
export interface Check {
  name: string
  advice: string
  look(patient: Patient): Promise<{ ok: boolean; detail: string }>
}

/** Runs a check. What it throws counts as not well. */
export async function examine(check: Check, patient: Patient): Promise<Finding> {
  const seen = await check.look(patient).catch((error: unknown) => ({
    ok: false,
    detail: error instanceof Error ? error.message : String(error),
  }))
  return { name: check.name, ...seen, advice: seen.ok ? null : check.advice }
}

/** Fetches from the installation, giving up after ten seconds. */
export function ask(patient: Patient, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${patient.url}${path}`, { signal: AbortSignal.timeout(10_000), redirect: 'manual', ...init })
}
