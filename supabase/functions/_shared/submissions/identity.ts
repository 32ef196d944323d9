import { z } from 'zod'
import { type SubmissionReceipt, submissionIdentity } from '../../../../contract/src/submission.ts'
import { type Answer, ask } from '../database.ts'
import type { Ports } from '../ports.ts'
import type { CreateSubmission } from './create.ts'
import type { Submission } from './parse.ts'

interface Identified {
  submission: Submission
  /** What the receipt says of it; empty where the page identified nobody. */
  identity: Pick<SubmissionReceipt, 'identity'>
}

/**
 * The submission with the id of the site's user, if its signature holds. If not, nothing of the identity is kept, and the
 * widget's failures say so: a mistake of the site's must not cost the visitor's answers. Only a submission that carries an
 * identity asks the database. Throws UNAVAILABLE.
 */
export async function verifyIdentity(
  { sql }: Pick<Ports, 'sql'>,
  submission: Submission,
  { publicId, ip }: Pick<CreateSubmission, 'publicId' | 'ip'>,
): Promise<Identified> {
  const { identity, meta } = submission
  if (identity === undefined || identity === null) return { submission, identity: {} }
  const { data } = submissionIdentity.safeParse(identity)
  const request = JSON.stringify({ public_id: publicId, ip, page: meta.page, ...data })
  const { answer } = await ask(() => sql<Answer[]>`select private.verify_identity(${request}::text::jsonb) as answer`)
  if (!data || !z.boolean().parse(answer)) return { submission, identity: { identity: 'unverified' } }
  return { submission: { ...submission, meta: { ...meta, user: data.user } }, identity: { identity: 'verified' } }
}
