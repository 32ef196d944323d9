import { expect, it } from 'vitest'
import { colourOf, roundUp, totalOf } from './series.ts'

it.each([
  [0, 1],
  [1, 1],
  [3, 3],
  [7, 8],
  [10, 10],
  [11, 15],
  [51, 60],
  [243, 300],
  [8001, 10_000],
])('an axis for %d ends at %d', (amount, top) => {
  expect(roundUp(amount)).toBe(top)
})

it('adds up the parts of a bar', () => {
  expect(totalOf({ id: '1', label: '1', amounts: { free: 2, team: 3 } })).toBe(5)
})

const luminance = (hex: string) => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

it.each([
  ['light', '#ffffff'],
  ['dark', '#181a1f'],
] as const)('every colour stands out from the %s card (WCAG 1.4.11)', (mode, card) => {
  for (const index of [0, 1, 2, 3, 4]) {
    const [low = 0, high = 0] = [luminance(colourOf(index, mode)), luminance(card)].sort((a, b) => a - b)
    expect((high + 0.05) / (low + 0.05)).toBeGreaterThanOrEqual(3)
  }
})
