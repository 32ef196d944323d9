import { createServer } from 'node:http'
import postgres from 'postgres'
import { startSupabaseApi } from '../../../server/src/supabase.ts'
import { asRequest } from './incoming.ts'

/** The key that the auth server of the tests takes from anybody. */
export const publishableKey = 'sb_publishable_of_the_tests'

const keys = {
  installation: 'tests',
  jwtSecret: 'a secret of the tests that signs their access tokens',
  publishableKey,
  secretKey: 'sb_secret_of_the_tests',
  vaultKey: 'a key that no vault of the tests needs',
  ownerPassword: '',
}

/** Serves the real auth API on a database of the tests. */
export async function startAuth(databaseUrl: string): Promise<{ url: string; stop(): Promise<void> }> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  const api = startSupabaseApi(databaseUrl, keys, 'http://localhost', sql)
  const server = createServer(async (incoming, outgoing) => {
    const answer = await api.fetch(await asRequest(incoming), '127.0.0.1')
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
    outgoing.end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await api.close()
      await sql.end()
    },
  }
}
