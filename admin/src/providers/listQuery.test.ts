import { describe, expect, it } from 'vitest'
import { toPostgrest } from './listQuery.ts'

describe('list filters', () => {
  it('searches every text column of the resource', () => {
    expect(toPostgrest('organizations', { q: ' north ' })).toEqual({ 'or@': '(name.ilike.*north*,slug.ilike.*north*)' })
  })

  it('cannot be led out of the search by what someone types', () => {
    const { 'or@': search } = toPostgrest('organizations', { q: '*),id.gt."0\\' })
    expect(search).toBe('(name.ilike.*___id.gt._0_*,slug.ilike.*___id.gt._0_*)')
  })

  it('takes a whole id for an id', () => {
    const q = '0a1b2c3d-0000-4000-8000-0123456789ab'
    expect(toPostgrest('audit_logs', { q })).toEqual({ 'or@': `(id.eq.${q},actor_id.eq.${q})` })
  })

  it('bounds the time column, the last day included', () => {
    const from = new Date(2026, 10, 1).toISOString()
    const to = new Date(2026, 10, 3).toISOString()
    expect(toPostgrest('widget_submissions', { since: '2026-11-01', until: '2026-11-02', status: 'spam' })).toEqual({
      status: 'spam',
      'and@': `(ts.gte.${from},ts.lt.${to})`,
    })
  })

  it('ignores an emptied search and emptied dates', () => {
    expect(toPostgrest('members', { q: ' ', since: '', until: null })).toEqual({})
  })
})
