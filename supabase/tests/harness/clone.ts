import { randomBytes } from 'node:crypto'
import { template } from './cluster.ts'
import { databaseUrl, withOwner } from './connections.ts'

/** The variable that names the owner's connection string of a running {@link TestCluster}. */
export const clusterVariable = 'LAPEL_TEST_DATABASE_URL'

/** A database of one test file. */
export interface Clone {
  /** Its name in the cluster. */
  name: string
  /** Connection string of its owner. */
  url: string
  /** Disconnects whoever is left and removes the database. */
  drop(): Promise<void>
}

function clusterUrl(): string {
  const url = process.env[clusterVariable]
  if (!url) throw new Error(`${clusterVariable} is not set: run the tests through \`npm run check:db\`.`)
  return url
}

/** Copies a database of the test cluster: the migrated {@link template} unless another one is named. */
export async function cloneDatabase(from = template): Promise<Clone> {
  const cluster = clusterUrl()
  const name = `lapel_clone_${randomBytes(6).toString('hex')}`
  await withOwner(cluster, (sql) => sql.unsafe(`create database ${name} template ${from}`))
  return {
    name,
    url: databaseUrl(cluster, name),
    drop: () => withOwner(cluster, (sql) => sql.unsafe(`drop database ${name} with (force)`)).then(() => undefined),
  }
}
