import type { Finding } from '../../../lapel.d.ts'
import { request } from '../../loader/request.ts'
import type { Published } from '../../published.ts'
import { find } from './findings.ts'

/** What the installation says about a widget right now. */
export interface Answer {
  published?: Published
  findings: Finding[]
}

function explain(status: number, code: unknown, values: { id: string; host: string }): Finding {
  if (code === 'INSTANCE_NOT_FOUND') return find(code, values)
  if (code === 'ORIGIN_NOT_ALLOWED') return find(code, { ...values, site: location.origin })
  if (status === 429) return find('RATE_LIMITED', values)
  return find('SERVER_FAILED', { ...values, status })
}

function explainSilence(host: string): Finding {
  if (!navigator.onLine) return find('OFFLINE')
  const isMixed = location.protocol === 'https:' && host.startsWith('http:')
  return find(isMixed ? 'MIXED_CONTENT' : 'NETWORK', { host })
}

/** What this browser keeps of a widget, which is what the page has drawn. */
async function readKept(address: string): Promise<number | undefined> {
  const kept = await request(address, { cache: 'force-cache' }).catch(() => undefined)
  return kept?.ok ? ((await kept.json()) as Published).revision : undefined
}

/** Asks for a widget as the page did, and then anew. */
export async function examineConfig(address: string, id: string): Promise<Answer> {
  const host = new URL(address, location.href).origin
  const shown = await readKept(address)
  const response = await request(address, { cache: 'reload' }).catch(() => undefined)
  if (!response) return { findings: [explainSilence(host)] }
  const body = await response.json().catch(() => ({}))
  if (!response.ok) return { findings: [explain(response.status, body.code, { id, host })] }
  const published = body as Published
  const isOld = shown !== undefined && shown < published.revision
  return { published, findings: isOld ? [find('OUTDATED_REVISION', { id, shown, published: published.revision })] : [] }
}
