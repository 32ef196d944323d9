import { expect, it } from 'vitest'
import { lastDays, pointsOf, seriesOf } from './byPlan.ts'

const amounts = [
  { day: '2026-11-20', plan_id: 'free', amount: 2 },
  { day: '2026-11-20', plan_id: 'team', amount: 5 },
  { day: '2026-11-21', plan_id: 'free', amount: 3 },
]

it('groups amounts by day, days without any included', () => {
  expect(pointsOf(amounts, 'en', ['2026-11-19', '2026-11-20', '2026-11-21'])).toEqual([
    { id: '2026-11-19', label: 'Nov 19', amounts: {} },
    { id: '2026-11-20', label: 'Nov 20', amounts: { free: 2, team: 5 } },
    { id: '2026-11-21', label: 'Nov 21', amounts: { free: 3 } },
  ])
})

it('names days in the language of the reader', () => {
  expect(pointsOf(amounts, 'de')[0]?.label).toBe('20. Nov.')
})

it('names plans, or says their id', () => {
  expect(seriesOf(amounts, new Map([['free', 'Free']]))).toEqual([
    { id: 'free', name: 'Free' },
    { id: 'team', name: 'team' },
  ])
})

it('counts days back over the end of a month', () => {
  expect(lastDays(3, new Date('2026-12-01T10:00:00Z'))).toEqual(['2026-11-29', '2026-11-30', '2026-12-01'])
})
