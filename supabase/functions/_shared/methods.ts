import { ProblemError } from './problem.ts'

/** Refuses every method that a route does not have, saying which it has. */
export const allowOnly = (methods: string) => () => {
  throw new ProblemError('METHOD_NOT_ALLOWED', { headers: { Allow: methods } })
}
