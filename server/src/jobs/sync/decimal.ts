const pattern = /^(-?)(\d{1,20})(?:\.(\d{1,20}))?$/

// What JavaScript writes as 1e-7, to its twentieth decimal.
const written = (value: number): string => (/e-/.test(String(value)) ? value.toFixed(20) : String(value))

/** A number as a source writes it, exactly, as Postgres takes it; null when it is none, or has more than 20 digits. */
export function readDecimal(value: unknown): string | null {
  const text = typeof value === 'number' ? written(value) : typeof value === 'string' ? value.trim() : ''
  return pattern.test(text) ? text : null
}

/**
 * Digits of a currency's minor unit where they are not 2. Not those of Intl, which are what people write: none for HUF.
 *
 * @see https://www.six-group.com/en/products-services/financial-information/data-standards.html ISO 4217, list one
 */
const digitsOf: Readonly<Partial<Record<string, number>>> = Object.fromEntries(
  [
    ['BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF', 0] as const,
    ['BHD IQD JOD KWD LYD OMR TND', 3] as const,
    ['CLF UYW', 4] as const,
  ].flatMap(([currencies, digits]) => currencies.split(' ').map((currency) => [currency, digits])),
)

/**
 * An amount in minor units, without going through a float: `12.5` EUR is `1250`, `12` JPY is `12`. What is less than one
 * minor unit is rounded half away from zero.
 *
 * @param decimal of {@link readDecimal}
 * @param currency three letters
 */
export function toMinorUnits(decimal: string, currency: string): string {
  const [, sign = '', whole = '', fraction = ''] = pattern.exec(decimal) ?? []
  const digits = digitsOf[currency] ?? 2
  const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'))
  const minor = kept + ((fraction[digits] ?? '0') >= '5' ? 1n : 0n)
  return minor === 0n ? '0' : `${sign}${minor}`
}
