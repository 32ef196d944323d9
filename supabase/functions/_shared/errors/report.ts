import { z } from 'zod'
import type { FetchError } from '../../../../contract/src/reports.ts'
import { type Answer, ask } from '../database.ts'
import type { Ports } from '../ports.ts'
import { ruleOn } from '../ruling.ts'

interface ReportError {
  report: FetchError
  ip: string | null
}

/** Counts what the SDK could not load or show, from any site: being on the wrong one is among the failures. */
export async function reportError({ sql }: Ports, { report, ip }: ReportError): Promise<Record<string, string>> {
  const request = JSON.stringify({ ...report, ip })
  const { answer } = await ask(
    () => sql<Answer[]>`select private.accept_fetch_error(${request}::text::jsonb) as answer`,
  )
  return ruleOn(answer, z.object({})).headers
}
