import type { Resolver } from 'node:dns/promises'
import type { Sql } from 'postgres'
import { type Claim, prove } from './prove.ts'

const most = 500
const atOnce = 16

/** Looks up the domains that are due and keeps what was found. What is left is due in the next run. */
export async function checkDomains(sql: Sql, resolver: Resolver, target: string | null): Promise<void> {
  const due = await sql<(Claim & { domain_id: string })[]>`
    select domain_id, hostname, verification_token from private.due_domain_checks(${most})`
  const queue = due.values()
  const work = async () => {
    for (const claim of queue) {
      const proved = await prove(resolver, claim, target)
      await sql`select private.record_domain_check(${claim.domain_id}, ${proved})`
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}
