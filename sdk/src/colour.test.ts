import { expect, test } from 'vitest'
import { accentCss, luminance } from './colour.ts'

const contrast = (one: number, other: number) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
const textOn = (accent: string) => (/--on:(#\w+)/.exec(accentCss(accent))?.[1] === '#fff' ? 1 : 0)

test('text on any accent can be read', () => {
  for (let step = 0; step < 4096; step++) {
    const accent = `#${[...step.toString(16).padStart(3, '0')].map((digit) => digit + digit).join('')}`
    expect(contrast(luminance(accent), textOn(accent)), accent).toBeGreaterThanOrEqual(4.5)
  }
})

test('an accent that cannot be seen on a surface marks nothing there', () => {
  expect(accentCss('#1d4ed8')).toContain('--mark:light-dark(#1d4ed8,var(--text))')
  expect(accentCss('#ffe14d')).toContain('--mark:light-dark(var(--text),#ffe14d)')
})

test('nothing but a colour reaches the stylesheet', () => {
  for (const evil of ['#fff', 'red', '#1d4ed8;}:host{display:none', 'url(https://evil.example)', '']) {
    expect(accentCss(evil)).toBe('')
  }
})
