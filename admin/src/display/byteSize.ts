const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** A size in the largest unit that it fills, like 1.5 MB. */
export function byteSize(bytes: number, locale: string): string {
  const step = bytes > 0 ? Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3)) : 0
  const style = { style: 'unit', unit: units[step] ?? 'byte', maximumFractionDigits: 1 } as const
  return (bytes / 1000 ** step).toLocaleString(locale, style)
}
