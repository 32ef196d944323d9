import { describe, expect, it } from 'vitest'
import { byDay, changesOf, humanized } from './changes.ts'

describe('the changes of an entry', () => {
  it('are its columns, before and after', () => {
    const entry = {
      action: 'update' as const,
      before: { value: 3, note: '' },
      after: { value: 5, note: 'x', list: [1] },
    }
    expect(changesOf(entry)).toEqual([
      { column: 'list', before: undefined, after: '[1]' },
      { column: 'note', before: undefined, after: 'x' },
      { column: 'value', before: '3', after: '5' },
    ])
  })

  it('are cut where a value is long', () => {
    const [change] = changesOf({ action: 'update', before: { a: 'x'.repeat(100) }, after: null })
    expect(change?.before).toBe(`${'x'.repeat(59)}…`)
  })

  it('are none of a new row', () => {
    expect(changesOf({ action: 'insert', before: null, after: { id: 1 } })).toEqual([])
  })
})

it('reads a column as words', () => {
  expect(humanized('limit_value')).toBe('Limit value')
})

it('groups entries by day and keeps their order', () => {
  const at = (created_at: string) => ({ created_at })
  const days = byDay([at('2026-11-21T10'), at('2026-11-21T09'), at('2026-11-20T23')], ({ created_at }) =>
    created_at.slice(0, 10),
  )
  expect(days.map(({ day, entries }) => [day, entries.length])).toEqual([
    ['2026-11-21', 2],
    ['2026-11-20', 1],
  ])
})
