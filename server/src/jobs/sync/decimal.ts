const pattern = /^(-?)(\d{1,20})(?:\.(\d{1,20}))?$/

/** A number as a source writes it, exactly, as Postgres takes it; null when it is none, or has more than 20 digits. */
export function readDecimal(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  return pattern.test(text) ? text : null
}

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/**
 * An amount in minor units, without going through a float: `12.5` EUR is `1250`, `12` JPY is `12`. What is less than one
 * minor unit is rounded half away from zero.
 *
 * @param decimal of {@link readDecimal}
 * @param currency three letters
 */
export function toMinorUnits(decimal: string, currency: string): string {
  const [, sign = '', whole = '', fraction = ''] = pattern.exec(decimal) ?? []
  const digits = digitsOf(currency)
  const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'))
  const minor = kept + ((fraction[digits] ?? '0') >= '5' ? 1n : 0n)
  return minor === 0n ? '0' : `${sign}${minor}`
}
