import { onEnd } from '@lapel/server/shutdown'
import { clusterVariable } from './clone.ts'
import { startTestCluster } from './cluster.ts'

/** Runs something that clones databases: on the cluster that the environment names, else on one made for it. */
export async function withCluster<T>(act: () => Promise<T>): Promise<T> {
  if (process.env[clusterVariable]) return act()
  const cluster = await startTestCluster()
  process.env[clusterVariable] = cluster.url
  onEnd(() => void cluster.stop().finally(() => process.exit(130)))
  try {
    return await act()
  } finally {
    delete process.env[clusterVariable]
    await cluster.stop()
  }
}
