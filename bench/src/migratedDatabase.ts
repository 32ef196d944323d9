import { openKeys } from '@lapel/server/data/keys'
import { connectOperator } from '@lapel/server/database/connect'
import { prepareDatabase } from '@lapel/server/database/prepare'
import { readEnvironment } from '@lapel/server/env'
import { startEmbedded } from '@lapel/server/postgres/embedded'
import { withScratch } from '../../scripts/checks/scratch.ts'

/** A connection with the owner's rights, whose statements may take long. */
export type Operator = ReturnType<typeof connectOperator>

/** Runs something on a migrated database of its own, with the durability that installations have. */
export function withDatabase<T>(name: string, use: (sql: Operator, ownerUrl: string) => Promise<T>): Promise<T> {
  return withScratch(name, async (dataDir) => {
    const keys = openKeys(dataDir)
    const database = await startEmbedded(dataDir, keys)
    try {
      await prepareDatabase(database.ownerUrl, keys, readEnvironment({ LAPEL_DATA_DIR: dataDir, LAPEL_SEED: 'none' }))
      const sql = connectOperator(database.ownerUrl)
      try {
        return await use(sql, database.ownerUrl)
      } finally {
        await sql.end({ timeout: 5 })
      }
    } finally {
      await database.stop()
    }
  })
}
