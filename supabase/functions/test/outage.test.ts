import postgres from 'postgres'
import { describe, expect, inject, test } from 'vitest'
import { createApp } from '../_shared/app.ts'
import type { LogEntry } from '../_shared/ports.ts'
import { startRelay } from './relay.ts'
import { expectProblem, submission, submit } from './request.ts'
import { targetsWithoutDatabase, testPorts } from './targets.ts'
import { createTenant, owner, publish, stored, whole } from './tenant.ts'

const somewhere = { publicId: 'w_0000000000000000000000' }

describe.each(targetsWithoutDatabase())('without a database on $name', (target) => {
  test('503 with Retry-After, and nothing of the reason', async () => {
    const answers = [
      await target.fetch(`/embed/v1/instances/${somewhere.publicId}`),
      await submit(target, somewhere, submission()),
    ]
    for (const response of answers) {
      expect(response.headers.get('retry-after')).toBe('5')
      const problem = await expectProblem(response, 503, 'UNAVAILABLE')
      expect(Object.keys(problem).sort()).toEqual(['code', 'request_id', 'status', 'title', 'type'])
    }
  })

  test('what needs no database is answered as ever', async () => {
    await expectProblem(await submit(target, somewhere, '{'), 400, 'MALFORMED_BODY')
    await expectProblem(await target.fetch('/'), 404, 'NOT_FOUND')
  })
})

function appWithLog(databaseUrl: string) {
  const log: LogEntry[] = []
  const app = createApp(testPorts(databaseUrl, log))
  const fetch = async (path: string, init?: RequestInit) => app.request(path, init)
  return { log, target: { name: 'Node', fetch } }
}

test('a connection cut while a submission waits is 503; the same id afterwards is stored once', async () => {
  const tenant = await createTenant()
  const { target, log } = appWithLog(inject('databaseUrl'))
  const sent = submission()
  // Holding the rate row keeps the submission waiting inside its transaction until its connection is ended.
  const answer = await owner.begin(async (held) => {
    await held`insert into private.submission_rate_window (scope, window_start, ends_at)
      select ${`instance:${tenant.instanceId}`}, to_timestamp((floor(extract(epoch from now()) / 60) + step) * 60), now() + interval '1 hour'
      from generate_series(0, 1) step`
    const waiting = submit(target, tenant, sent)
    const [self] = await held`select pg_backend_pid() as pid`
    let ended = 0
    while (ended === 0) {
      const gone = await owner`select pg_terminate_backend(pid) from pg_stat_activity
        where ${self?.pid} = any (pg_blocking_pids(pid))`
      ended = gone.length
    }
    return waiting
  })
  expect(log).toEqual([expect.objectContaining({ level: 'error', code: 'UNAVAILABLE', cause: expect.any(String) })])
  await expectProblem(answer, 503, 'UNAVAILABLE')
  expect(await stored(tenant)).toEqual(whole(0))
  expect((await submit(target, tenant, sent)).status).toBe(201)
  expect((await submit(target, tenant, sent)).headers.get('idempotent-replayed')).toBe('true')
  expect(await stored(tenant)).toEqual(whole(1))
})

test('a database that goes away and comes back is used again', async () => {
  const tenant = await createTenant()
  const relay = await startRelay(inject('databaseUrl'))
  const { target } = appWithLog(relay.url)
  const sent = submission()
  expect((await submit(target, tenant, submission())).status).toBe(201)
  await relay.cut()
  // More often than there are connections: each has failed, and none may wait long before it tries again.
  for (let attempt = 0; attempt < 8; attempt++) {
    await expectProblem(await submit(target, tenant, sent), 503, 'UNAVAILABLE')
  }
  expect(await stored(tenant)).toEqual(whole(1))
  await relay.restore()
  let status = 503
  while (status === 503) ({ status } = await submit(target, tenant, sent))
  expect(status).toBe(201)
  expect(await stored(tenant)).toEqual(whole(2))
  await relay.cut()
})

test('a connection that is gone when it is to be written to fails the query, not the process', async () => {
  const relay = await startRelay(inject('databaseUrl'))
  const sql = postgres(relay.url, { max: 1, onnotice: () => undefined })
  // Reserved, it cannot be replaced by a new one.
  const reserved = await sql.reserve()
  await relay.cut()
  for (let attempt = 0; attempt < 3; attempt++) {
    await expect(reserved`select 1`.execute()).rejects.toThrow()
  }
  await sql.end({ timeout: 1 })
})

test('a published config that breaks the contract is our mistake: 500, told to the log only', async () => {
  const tenant = await createTenant()
  await publish(tenant, 2, { version: 1, title: 'secret-title' })
  const { target, log } = appWithLog(inject('databaseUrl'))
  const response = await target.fetch(`/embed/v1/instances/${tenant.publicId}`)
  const problem = await expectProblem(response, 500, 'INTERNAL')
  expect(JSON.stringify(problem)).not.toMatch(/secret-title|fields|zod/i)
  expect(log).toEqual([expect.objectContaining({ code: 'INTERNAL', request_id: problem.request_id })])
})
