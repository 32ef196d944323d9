/** A size as people read it: 340 kB, 2.4 MB. */
export function sizeOf(bytes: number): string {
  const [unit, amount] = bytes < 1_000_000 ? ['kilobyte', bytes / 1000] : ['megabyte', bytes / 1_048_576]
  const style = { style: 'unit', unit, maximumFractionDigits: amount < 10 ? 1 : 0 } as const
  return new Intl.NumberFormat(undefined, style).format(amount)
}
