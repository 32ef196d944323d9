import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import postgres, { type Sql } from 'postgres'
import { onTestFinished } from 'vitest'
import { type Tenant, tenantsOn } from '../../../supabase/functions/test/tenants.ts'
import { cloneDatabase } from '../../../supabase/tests/harness/clone.ts'
import { connectOwner } from '../../../supabase/tests/harness/connections.ts'
import { type Certificate, makeCertificate, type Receiver, startReceiver } from '../receiver.ts'

/** A migrated database of a test file, and receivers that requests from this process trust. */
export interface Workshop {
  /** The owner of everything. */
  owner: Sql
  /** A pool with the rights of a worker, which opens the vault. */
  worker(): Sql
  createTenant(): Promise<Tenant>
  /** Answers over TLS until the test ends. */
  receive(handler: Parameters<typeof startReceiver>[1]): Promise<Receiver>
  close(): Promise<void>
}

const vault = { 'lapel.vault_key': 'k'.repeat(32) }

export async function openWorkshop(): Promise<Workshop> {
  const clone = await cloneDatabase()
  const owner = connectOwner(clone.url, 4)
  // A receiver of a test gets whichever port is free.
  await owner`alter table public.webhook_endpoints drop constraint webhook_endpoints_url_check`
  const certificate: Certificate = await makeCertificate()
  setDefaultCACertificates([...getCACertificates(), certificate.cert])
  return {
    owner,
    worker: () => {
      const sql = postgres(clone.url, {
        max: 4,
        fetch_types: false,
        onnotice: () => undefined,
        connection: { role: 'service_role', ...vault },
      })
      onTestFinished(() => sql.end({ timeout: 5 }))
      return sql
    },
    createTenant: tenantsOn(owner).createTenant,
    receive: async (handler) => {
      const receiver = await startReceiver(certificate, handler)
      onTestFinished(receiver.stop)
      return receiver
    },
    close: async () => {
      await owner.end({ timeout: 5 })
      await clone.drop()
    },
  }
}
