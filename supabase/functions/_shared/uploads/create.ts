import { z } from 'zod'
import { checkFile } from '../../../../contract/src/fileRules.ts'
import { isOriginAllowed } from '../../../../contract/src/origins.ts'
import { type UploadReceipt, type UploadRequest, uploadReceipt } from '../../../../contract/src/upload.ts'
import { questionsOf } from '../../../../contract/src/widgets/questions.ts'
import { type Answer, ask } from '../database.ts'
import type { LiveInstance, LiveInstances } from '../instances/live.ts'
import { openPrivateInstance } from '../instances/open.ts'
import type { Ports } from '../ports.ts'
import { jsonPointer, ProblemError } from '../problem.ts'
import { type Ruling, ruleOn } from '../ruling.ts'

interface CreateUpload {
  publicId: string
  /** Of a private instance. */
  token: string | null
  file: UploadRequest
  /** The Origin header, null where absent. */
  origin: string | null
  ip: string | null
}

const opened = z.object({ id: z.uuid(), expires_at: uploadReceipt.shape.expires_at })

/** The instance, read again where what is remembered of it would refuse. */
async function findInstance(
  ports: Pick<Ports, 'sql'>,
  instances: LiveInstances,
  { publicId, token, file, origin }: CreateUpload,
): Promise<LiveInstance> {
  if (token !== null) return openPrivateInstance(ports, publicId, token)
  const permits = ({ embed, allowedOrigins }: LiveInstance) =>
    isOriginAllowed(origin, allowedOrigins) && checkFile(questionsOf(embed).fields, file).length === 0
  const remembered = await instances.find(publicId)
  return permits(remembered) ? remembered : instances.find(publicId, { fresh: true })
}

async function newSecret(): Promise<{ secret: string; hash: Uint8Array }> {
  const secret = [...crypto.getRandomValues(new Uint8Array(32))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
  return { secret, hash: new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))) }
}

/**
 * Announces a file and says where to send it. Throws NOT_FOUND where nothing keeps files, INSTANCE_NOT_FOUND,
 * ORIGIN_NOT_ALLOWED, VALIDATION_FAILED with pointers, RATE_LIMITED, PLAN_LIMIT_REACHED, MAINTENANCE or UNAVAILABLE.
 */
export async function createUpload(
  { sql, storage }: Ports,
  instances: LiveInstances,
  input: CreateUpload,
): Promise<Ruling<UploadReceipt>> {
  if (!storage) throw new ProblemError('NOT_FOUND', { detail: 'Nothing keeps files here.' })
  const { embed, allowedOrigins } = await findInstance({ sql }, instances, input)
  if (!isOriginAllowed(input.origin, allowedOrigins)) throw new ProblemError('ORIGIN_NOT_ALLOWED')
  const findings = checkFile(questionsOf(embed).fields, input.file)
  if (findings.length > 0) {
    const errors = findings.map(({ key, code, detail }) => ({ pointer: jsonPointer([key]), code, detail }))
    throw new ProblemError('VALIDATION_FAILED', { errors })
  }
  const { secret, hash } = await newSecret()
  const request = JSON.stringify({ public_id: input.publicId, token: input.token, ip: input.ip, ...input.file })
  const { answer } = await ask(
    () => sql<Answer[]>`select private.open_upload(${request}::text::jsonb, ${hash}::bytea) as answer`,
  )
  const { receipt, headers } = ruleOn(answer, opened)
  const address = await storage.presign({ id: receipt.id, secret, type: input.file.type, bytes: input.file.bytes })
  return { receipt: { ...receipt, ...address }, headers }
}
