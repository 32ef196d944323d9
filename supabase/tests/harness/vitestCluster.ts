import type { TestProject } from 'vitest/node'
import { clusterVariable } from './clone.ts'
import { startTestCluster } from './cluster.ts'

/** Vitest's global setup: uses the cluster that the environment names, or makes one for this run. */
export default async function setup(_project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env[clusterVariable]) return undefined
  const cluster = await startTestCluster()
  process.env[clusterVariable] = cluster.url
  return cluster.stop
}
