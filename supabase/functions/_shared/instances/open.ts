import { type Answer, ask } from '../database.ts'
import type { Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'
import { describeIssue } from '../submissions/parse.ts'
import { type LiveInstance, type LiveInstances, present, publicIdShape, storedInstance } from './live.ts'

// Draft tokens and embed tokens; anything else opens nothing and is not worth a query.
const tokenShape = /^[de]t_[0-9A-Za-z]{16,40}$/

/**
 * What a token opens: a private instance as published, or a draft. Read anew every time, so that a revoked token ends at
 * once. Throws INSTANCE_NOT_FOUND for a wrong token and for an unknown instance alike, VALIDATION_FAILED for a draft that
 * cannot be shown yet.
 */
export async function openInstance({ sql }: Ports, publicId: string, token: string): Promise<LiveInstance> {
  if (!publicIdShape.test(publicId) || !tokenShape.test(token)) throw new ProblemError('INSTANCE_NOT_FOUND')
  const { answer } = await ask(() => sql<Answer[]>`select private.open_instance(${publicId}, ${token}) as answer`)
  if (answer === null) throw new ProblemError('INSTANCE_NOT_FOUND')
  const { error } = storedInstance.safeParse(answer)
  if (error) throw new ProblemError('VALIDATION_FAILED', { errors: error.issues.flatMap(describeIssue) })
  return present(answer)
}

/** What a token lets a page submit to: a private instance, never a draft. Throws INSTANCE_NOT_FOUND. */
export async function openPrivateInstance({ sql }: Pick<Ports, 'sql'>, publicId: string, token: string) {
  if (!publicIdShape.test(publicId) || !tokenShape.test(token)) throw new ProblemError('INSTANCE_NOT_FOUND')
  const { answer } = await ask(() => sql<Answer[]>`select private.private_instance(${publicId}, ${token}) as answer`)
  if (answer === null) throw new ProblemError('INSTANCE_NOT_FOUND')
  return present(answer)
}

/** The instance that a request names: from memory, or by the token that came with it. */
export function findInstance(ports: Ports, instances: LiveInstances, publicId: string, token: string | null) {
  return token === null ? instances.find(publicId) : openInstance(ports, publicId, token)
}
