import { expect, it } from 'vitest'
import type { Baseline } from '../rows.ts'
import { trendsOf } from './trends.ts'

it('sets the newest measurement of each query beside the one before', () => {
  const measured = (id: string, query_name: string): Baseline => ({
    id,
    query_name,
    median_ms: 1,
    p99_ms: 2,
    measured_at: id,
  })
  const trends = trendsOf([
    measured('5', 'usage'),
    measured('4', 'events'),
    measured('3', 'usage'),
    measured('2', 'usage'),
  ])
  expect(trends.map(({ now, before }) => [now.query_name, now.id, before?.id])).toEqual([
    ['events', '4', undefined],
    ['usage', '5', '3'],
  ])
})
