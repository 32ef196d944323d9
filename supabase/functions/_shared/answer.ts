import type { Context } from 'hono'
import { bodyKind } from './body.ts'
import { pageHeaders, problemPage, receiptPage } from './page.ts'
import type { Ports } from './ports.ts'
import { asProblem, type ProblemError } from './problem.ts'
import type { createSubmission } from './submissions/create.ts'

/** What the middleware keeps for a request. */
export type Env = { Variables: { requestId: string } }

// Posted by a form on a page without script: a person reads the answer.
function isFormPost({ req }: Context<Env>): boolean {
  const wantsJson = req.header('accept')?.includes('application/json') ?? false
  return req.method === 'POST' && !wantsJson && bodyKind(req.raw.headers) === 'form'
}

function causeOf({ cause }: ProblemError): Record<string, string> {
  if (!(cause instanceof Error)) return {}
  return { cause: `${cause.name}: ${cause.message}`.slice(0, 300) }
}

/** The answer to anything that was thrown: problem+json, or a page for a form post. What is our fault goes to the log. */
export function answerProblem(ports: Ports, c: Context<Env>, thrown: Error): Response {
  const problem = asProblem(thrown)
  const requestId = c.get('requestId')
  if (problem.status >= 500) {
    ports.log({
      level: 'error',
      event: 'request.failed',
      request_id: requestId,
      code: problem.code,
      ...causeOf(problem),
    })
  }
  if (isFormPost(c)) {
    const headers = { ...problem.headers, ...pageHeaders }
    return new Response(String(problemPage(problem, requestId)), { status: problem.status, headers })
  }
  const headers = { ...problem.headers, 'Content-Type': 'application/problem+json' }
  return new Response(JSON.stringify(problem.toProblem(requestId)), { status: problem.status, headers })
}

/** 201 with the receipt: JSON, or a page for a form post. */
export function answerReceipt(c: Context<Env>, stored: Awaited<ReturnType<typeof createSubmission>>): Response {
  const headers = { 'Cache-Control': 'no-store', ...stored.headers }
  if (!isFormPost(c)) return Response.json(stored.receipt, { status: 201, headers })
  const page = String(receiptPage(stored.instance.embed.config))
  return new Response(page, { status: 201, headers: { ...headers, ...pageHeaders } })
}
