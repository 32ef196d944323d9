/** Whether colours can be read: WCAG 2.2, relative luminance and contrast ratio. No zod in this file. */

const linear = (share: number) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4)

/** Relative luminance of a `#rrggbb` colour, from 0 to 1. */
export function luminance(hex: string): number {
  const part = (at: number) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255)
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

/** Contrast ratio of two `#rrggbb` colours, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** Black or white: whichever is read better on a colour. One of them always reaches 4.5. */
export const readableOn = (colour: string): '#000000' | '#ffffff' =>
  contrast(colour, '#000000') > contrast(colour, '#ffffff') ? '#000000' : '#ffffff'

/** The colours of a widget in one scheme. `onAccent` is the text of buttons. */
export interface Palette {
  surface: string
  text: string
  accent: string
  onAccent: string
}

/** A pair of colours that fails WCAG 2.2 AA: 1.4.3 wants 4.5 for text, 1.4.11 wants 3 for what marks a control. */
export interface ContrastFailure {
  colour: keyof Palette
  on: keyof Palette
  /** Rounded down to two digits, so that what fails never reads like what is needed. */
  ratio: number
  needed: 3 | 4.5
}

const pairs = [
  ['text', 'surface', 4.5],
  ['onAccent', 'accent', 4.5],
  ['accent', 'surface', 3],
] as const

/** Every pair of a palette that AA refuses. */
export function contrastFailures(palette: Palette): ContrastFailure[] {
  return pairs.flatMap(([colour, on, needed]) => {
    const ratio = contrast(palette[colour], palette[on])
    return ratio < needed ? [{ colour, on, ratio: Math.floor(ratio * 100) / 100, needed }] : []
  })
}
