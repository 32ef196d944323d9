import { expect, it } from 'vitest'
import type { Partition } from '../rows.ts'
import { tablesOf } from './tables.ts'

it('adds up the partitions of each table, and keeps what is wrong with one', () => {
  const partition = (parent: string, of: Partial<Partition>): Partition => ({
    parent,
    partition: `${parent}_x`,
    attached: true,
    bytes: 10,
    estimated_rows: 2,
    strays: false,
    retain_months: null,
    ...of,
  })
  const tables = tablesOf([
    partition('events', { strays: true }),
    partition('events', {}),
    partition('logs', {}),
    partition('logs', { attached: false }),
  ])
  expect(tables).toEqual([
    {
      parent: 'events',
      partitions: 2,
      attached: true,
      bytes: 20,
      estimated_rows: 4,
      strays: true,
      retain_months: null,
    },
    {
      parent: 'logs',
      partitions: 2,
      attached: false,
      bytes: 20,
      estimated_rows: 4,
      strays: false,
      retain_months: null,
    },
  ])
})
