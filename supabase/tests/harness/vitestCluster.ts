import { clusterVariable } from './clone.ts'
import { startTestCluster } from './cluster.ts'

/** Gives every file of a vitest run the same cluster: the one that the environment names, else one made for the run. */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env[clusterVariable]) return async () => undefined
  const cluster = await startTestCluster()
  process.env[clusterVariable] = cluster.url
  return cluster.stop
}
