import { z } from 'zod'
import { type Answer, ask } from '../database.ts'
import type { Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'

const address = z.object({ id: z.uuid(), token: z.string().regex(/^[\da-f]{64}$/) })

const part = z.object({ content: z.string(), last: z.boolean() })
type Part = z.infer<typeof part>

/** An export as it is saved: JSON lines, the certificate first. */
export interface SavedExport {
  lines: ReadableStream<Uint8Array>
  headers: Record<string, string>
}

const headersOf = (id: string) => ({
  'Cache-Control': 'no-store',
  'Content-Type': 'application/x-ndjson',
  'Content-Disposition': `attachment; filename="export-${id}.ndjson"`,
  'Referrer-Policy': 'no-referrer',
})

/** Fails, and cuts the answer off, when the export goes before its end. */
function streamOf(first: Part, partOf: (number: number) => Promise<Part | null>): ReadableStream<Uint8Array> {
  const text = new TextEncoder()
  let number = 0
  return new ReadableStream({
    pull: async (controller) => {
      const current = number === 0 ? first : await partOf(number)
      number += 1
      if (current === null) throw new Error('the export is gone')
      controller.enqueue(text.encode(current.content))
      if (current.last) controller.close()
    },
  })
}

/**
 * The file of an export, for whoever has an address of it. Its parts are read one by one as they are sent, so that the
 * slowest reader holds no connection. Throws NOT_FOUND for an address that does not hold, or not any more.
 */
export async function readExport({ sql }: Ports, id: string, token: string): Promise<SavedExport> {
  const parsed = address.safeParse({ id, token })
  if (!parsed.success) throw new ProblemError('NOT_FOUND')
  const partOf = async (number: number) => {
    const { answer } = await ask(
      () => sql<Answer[]>`select private.read_export_part(${id}, ${token}, ${number}) as answer`,
    )
    return part.nullable().parse(answer)
  }
  const first = await partOf(0)
  if (first === null) throw new ProblemError('NOT_FOUND', { detail: 'This address has expired.' })
  return { lines: streamOf(first, partOf), headers: headersOf(id) }
}
