import { expect, it } from 'vitest'
import { exportFilters } from './exportFilters.ts'

it('keeps columns and turns days into moments', () => {
  const filter = { event_type: 'lead', since: '2026-11-01', until: '2026-11-02' }
  expect(exportFilters('usage_events', filter)).toEqual({
    event_type: 'lead',
    since: new Date(2026, 10, 1).toISOString(),
    until: new Date(2026, 10, 3).toISOString(),
  })
})

it('asks for everything where nothing is filtered', () => {
  expect(exportFilters('audit_logs', {})).toEqual({})
})
