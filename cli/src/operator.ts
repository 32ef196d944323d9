import { connectOperator } from '@lapel/server/database/connect'
import { reach } from '@lapel/server/database/reach'
import { readEnvironment } from '@lapel/server/env'
import { openSession } from '@lapel/server/session'
import type { Undo } from '@lapel/server/shutdown'

/** A connection as the owner of an installation's database, closed when the command ends. */
export type Operator = ReturnType<typeof connectOperator>

/** Connects a command that changes schemas or switches. Throws a Refusal when there is no installation. */
export async function openOperator(undo: Undo): Promise<Operator> {
  const { ownerUrl } = await openSession(readEnvironment(process.env), undo)
  const sql = connectOperator(ownerUrl)
  undo.push('the connection', () => sql.end({ timeout: 2 }))
  await reach(sql, ownerUrl)
  return sql
}
