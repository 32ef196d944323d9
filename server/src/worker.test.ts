import { parseCrontab } from 'graphile-worker'
import postgres from 'postgres'
import { expect, test } from 'vitest'
import { crontab, tasksOf } from './worker.ts'

test('whatever is queued by the clock, a worker takes it', () => {
  // Nothing is asked of it: it never connects.
  const sql = postgres()
  const settings = { workerUrl: '', dataDir: '', bucket: null, outgoing: 'public', domainTarget: null } as const
  const queued = parseCrontab(crontab).map(({ task }) => task)
  expect(Object.keys(tasksOf(settings, sql)).sort()).toEqual(queued.sort())
})
