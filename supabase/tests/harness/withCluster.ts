import { onEnd } from '@lapel/server/shutdown'
import { clusterVariable } from './clone.ts'
import { startTestCluster, type TestCluster } from './cluster.ts'

/** Runs something that clones databases: on the cluster that the environment names, else on one made for it. */
export async function withCluster<T>(act: () => Promise<T>): Promise<T> {
  if (process.env[clusterVariable]) return act()
  let starting: Promise<TestCluster> | undefined
  // From the beginning: a Postgres that is being started must not outlive this process either.
  onEnd(() => void Promise.resolve(starting?.then(({ stop }) => stop())).finally(() => process.exit(130)))
  starting = startTestCluster()
  const cluster = await starting
  process.env[clusterVariable] = cluster.url
  try {
    return await act()
  } finally {
    delete process.env[clusterVariable]
    await cluster.stop()
  }
}
