import { describe, expect, inject, test } from 'vitest'
import { createApp } from '../_shared/app.ts'
import { expectProblem, submission } from './request.ts'
import { targets, testPorts } from './targets.ts'
import { createTenant, stored, whole } from './tenant.ts'

const instance = '/embed/v1/instances/w_0000000000000000000000'

describe.each(targets())('the edges of HTTP on $name', ({ fetch }) => {
  test.each([
    '/',
    '/embed',
    '/embed/v1',
    '/embed/v1/instances',
    '/embed/v2/instances/x',
    `${instance}/`,
    `${instance}/other`,
  ])('404 as a problem for %s', async (path) => {
    await expectProblem(await fetch(path), 404, 'NOT_FOUND')
    await expectProblem(await fetch(path, { method: 'POST', body: '{}' }), 404, 'NOT_FOUND')
  })

  test.each([
    ['POST', instance, 'GET, HEAD, OPTIONS'],
    ['DELETE', instance, 'GET, HEAD, OPTIONS'],
    ['GET', `${instance}/submissions`, 'POST, OPTIONS'],
    ['PUT', `${instance}/submissions`, 'POST, OPTIONS'],
  ])('405 for %s on %s, saying what is allowed', async (method, path, allowed) => {
    const response = await fetch(path, { method })
    expect(response.headers.get('allow')).toBe(allowed)
    await expectProblem(response, 405, 'METHOD_NOT_ALLOWED')
  })

  test('a preflight lets any page send JSON, without credentials', async () => {
    const response = await fetch(`${instance}/submissions`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://any.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    expect(response.headers.get('access-control-allow-methods')).toBe('GET,HEAD,POST')
    expect(response.headers.get('access-control-allow-headers')).toBe('Content-Type')
    expect(response.headers.get('access-control-max-age')).toBe('600')
    expect(response.headers.get('x-request-id')).toBeTruthy()
  })

  test('every answer has a request id of its own', async () => {
    const sent = { headers: { 'x-request-id': 'mine' } }
    const ids = [await fetch('/', sent), await fetch('/', sent)].map((response) => response.headers.get('x-request-id'))
    expect(new Set([...ids, 'mine']).size).toBe(3)
  })
})

test('both entries serve both routes', async () => {
  const tenant = await createTenant()
  const node = createApp(testPorts(inject('databaseUrl')))
  const deno = inject('denoUrl')
  const path = `/embed/v1/instances/${tenant.publicId}`
  const send = { method: 'POST', headers: { 'content-type': 'application/json' } }
  for (const prefix of ['', '/functions/v1']) {
    const post = () => ({ ...send, body: JSON.stringify(submission()) })
    expect((await node.request(`${prefix}${path}`)).status).toBe(200)
    expect((await node.request(`${prefix}${path}/submissions`, post())).status).toBe(201)
    expect((await fetch(`${deno}${prefix}${path}`)).status).toBe(200)
    expect((await fetch(`${deno}${prefix}${path}/submissions`, post())).status).toBe(201)
  }
  expect(await stored(tenant)).toEqual(whole(4))
})
