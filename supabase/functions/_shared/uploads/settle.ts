import { z } from 'zod'
import type { NamedUpload } from '../../../../contract/src/fileRules.ts'
import { type Answer, ask } from '../database.ts'
import type { Ports } from '../ports.ts'
import { inspect } from './inspect.ts'

const pending = z.array(z.object({ id: z.uuid(), bytes: z.int(), type: z.string() }))

type Pending = z.infer<typeof pending>[number]

async function settle({ sql }: Pick<Ports, 'sql'>, open: Open, upload: Pending): Promise<void> {
  const body = await open(upload.id)
  // Nothing has come yet: it still may.
  if (!body) return
  const received = await inspect(body, upload)
  const { bytes, sha256 } = received ?? { bytes: null, sha256: null }
  await ask(() => sql<Answer[]>`select private.settle_upload(${upload.id}, ${bytes}, ${sha256}) as answer`)
}

type Open = (id: string) => Promise<ReadableStream<Uint8Array> | null>

/**
 * Looks at what came for the uploads that a submission names, where pages send files past us. What is not what was
 * announced is dropped, and so cannot be used. Does nothing where the files were looked at as they came.
 */
export async function settleUploads(
  { sql, storage }: Pick<Ports, 'sql'> & Partial<Pick<Ports, 'storage'>>,
  named: readonly NamedUpload[] = [],
): Promise<void> {
  const open = storage?.open
  if (!open || named.length === 0) return
  const ids = JSON.stringify(named.map(({ id }) => id))
  const { answer } = await ask(() => sql<Answer[]>`select private.pending_uploads(${ids}::text::jsonb) as answer`)
  for (const upload of pending.parse(answer)) await settle({ sql }, open, upload)
}
