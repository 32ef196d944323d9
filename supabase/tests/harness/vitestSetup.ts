import { clusterVariable } from './clone.ts'
import { startTestCluster } from './cluster.ts'

/** Starts a test cluster for a run of vitest, unless the environment names one; gives back what stops it. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[clusterVariable]) return undefined
  const cluster = await startTestCluster()
  process.env[clusterVariable] = cluster.url
  return cluster.stop
}
