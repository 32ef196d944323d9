/** One bar of a chart, in parts. */
export interface Point {
  id: string
  /** What stands below it. */
  label: string
  /** Amounts by series id; a missing one is none. */
  amounts: Readonly<Record<string, number>>
}

export interface Series {
  id: string
  name: string
}

export const totalOf = ({ amounts }: Point): number => Object.values(amounts).reduce((sum, amount) => sum + amount, 0)

const steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10]

/** The next round whole number from here up, for the top of an axis. */
export function roundUp(amount: number): number {
  if (amount <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(amount))
  const tops = steps.map((step) => step * power)
  return tops.find((top) => top >= amount && Number.isInteger(top)) ?? 10 * power
}

/** Colours of parts that touch: apart in hue and in lightness, each at 3:1 against the card it lies on. */
const colours = {
  light: ['#3b4fd8', '#0f8a7e', '#b4520b', '#8a3fa8', '#5d6069'],
  dark: ['#a3aefb', '#4fc4b4', '#f0a35e', '#d39be8', '#a3a6b1'],
}

/** The colour of the nth series. Those past the last share it: the table tells them apart. */
export const colourOf = (index: number, mode: 'light' | 'dark'): string =>
  colours[mode][Math.min(index, colours[mode].length - 1)] ?? ''
