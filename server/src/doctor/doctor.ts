import postgres from 'postgres'
import type { Environment } from '../env.ts'
import type { Session } from '../session.ts'
import { type Check, examine, type Finding, type Patient } from './check.ts'
import { anonymousRole, apiLogin, database, migrations, planLimits } from './database.ts'
import { dataDirectory, node } from './machine.ts'
import { submission } from './submission.ts'
import { consolePage, dataApi, readiness, sdkFile } from './surfaces.ts'

const checks: Check[] = [
  node,
  dataDirectory,
  database,
  migrations,
  apiLogin,
  anonymousRole,
  planLimits,
  readiness,
  dataApi,
  consolePage,
  sdkFile,
  submission,
]

/** Examines a running installation, telling of each finding as it is made. */
export async function runDoctor(
  env: Environment,
  session: Session,
  tell: (finding: Finding) => void,
): Promise<Finding[]> {
  const { url, keys, ownerUrl } = session
  const owner = postgres(ownerUrl, { max: 1, connect_timeout: 5, onnotice: () => undefined })
  const publishableKey = env.supabase?.publishableKey ?? keys.publishableKey
  const patient: Patient = { env, url, publishableKey, owner }
  const findings: Finding[] = []
  try {
    for (const check of checks) {
      const finding = await examine(check, patient)
      tell(finding)
      findings.push(finding)
    }
  } finally {
    await owner.end({ timeout: 2 })
  }
  return findings
}
