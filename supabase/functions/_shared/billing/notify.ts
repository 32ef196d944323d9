import { z } from 'zod'
import { type Answer, ask } from '../database.ts'
import type { Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'
import { ruleOn } from '../ruling.ts'
import type { BillingEvent, BillingProvider } from './provider.ts'

/** Largest notification. An invoice lists its lines. */
const maxBytes = 262_144

const receipt = z.object({
  outcome: z.enum(['applied', 'late', 'other', 'unknown_plan', 'conflict', 'waiting', 'repeated', 'ignored']),
})
type Receipt = z.infer<typeof receipt>

async function readBytes(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) throw new ProblemError('BODY_TOO_LARGE', { detail: `At most ${maxBytes} bytes are read.` })
    chunks.push(chunk)
  }
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer())
}

function readEvent(provider: BillingProvider, body: Uint8Array<ArrayBuffer>): BillingEvent | null {
  try {
    return provider.read(body)
  } catch (cause) {
    throw new ProblemError('VALIDATION_FAILED', { detail: 'This is no notification as it is documented.', cause })
  }
}

/**
 * Takes over what a billing provider tells, once for each notification. Throws NOT_FOUND where the provider is not set up,
 * and UNAUTHENTICATED for what it did not sign.
 */
export async function takeNotification(
  { sql, billing, now }: Ports,
  { name, request, ip }: { name: string; request: Request; ip: string | null },
): Promise<Receipt> {
  const provider = billing?.get(name)
  if (!provider) throw new ProblemError('NOT_FOUND')
  const body = await readBytes(request)
  if (!(await provider.proves({ headers: request.headers, body, now: now() }))) {
    const { answer } = await ask(() => sql<Answer[]>`select private.refuse_notification(${ip}) as answer`)
    return ruleOn(answer, receipt).receipt
  }
  const event = readEvent(provider, body)
  if (event === null) return { outcome: 'ignored' }
  const told = JSON.stringify(event)
  const { answer } = await ask(
    () => sql<Answer[]>`select private.take_billing_event(${name}, ${told}::text::jsonb) as answer`,
  )
  return receipt.parse(answer)
}
