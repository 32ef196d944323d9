import type { z } from 'zod'
import { readBody } from './body.ts'
import { maxKeys } from './bodyLimits.ts'
import { ProblemError } from './problem.ts'
import { describeIssue } from './submissions/parse.ts'

/** Reads a JSON body of a shape. Throws what {@link readBody} throws, or VALIDATION_FAILED with a pointer per mistake. */
export async function readJson<Value>(request: Request, shape: z.ZodType<Value>, mostKeys = maxKeys): Promise<Value> {
  const body = await readBody(request, mostKeys)
  if (body.kind !== 'json') throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', { detail: 'Send application/json.' })
  const { data, error } = shape.safeParse(body.value)
  if (error) throw new ProblemError('VALIDATION_FAILED', { errors: error.issues.flatMap(describeIssue) })
  return data
}
