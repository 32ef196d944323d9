import { randomInt, randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Problem } from '../../../contract/src/errors.ts'
import type { Target } from './targets.ts'
import type { Tenant } from './tenant.ts'

/** An address of the documentation range that no other test uses. */
export const freshIp = () => `2001:db8:${randomInt(0xffff).toString(16)}:${randomInt(0xffff).toString(16)}::1`

/** A valid submission with an id of its own. */
export function submission(payload: Record<string, unknown> = { email: 'ada@site.example' }, revision = 1) {
  return { id: randomUUID() as string, revision, payload }
}

/** Posts a submission as the SDK does, from an address of its own unless `headers` names one. */
export function submit(
  target: Target,
  { publicId, token }: Pick<Tenant, 'publicId'> & { token?: string },
  body: unknown,
  headers: Record<string, string> = {},
) {
  const query = token === undefined ? '' : `?token=${encodeURIComponent(token)}`
  return target.fetch(`/embed/v1/instances/${publicId}/submissions${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': freshIp(), ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** Asserts that an answer is the problem `code`, whole and readable by any page, and gives its body. */
export async function expectProblem(response: Response, status: number, code: string): Promise<Problem> {
  const problem = (await response.json()) as Problem
  expect({ status: response.status, code: problem.code }).toEqual({ status, code })
  expect(problem).toMatchObject({
    status,
    title: expect.any(String),
    type: expect.stringMatching(/^urn:lapel:problem:/),
  })
  expect(URL.canParse(problem.type)).toBe(true)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('x-request-id')).toBe(problem.request_id)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  return problem
}
