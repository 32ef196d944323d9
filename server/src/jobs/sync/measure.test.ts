import { assert, bigInt, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonConfig, readConfig, shopifyConfig } from './config.ts'
import { readPosition, sameOrigin, writePosition } from './cursor.ts'
import { readDecimal, toMinorUnits } from './decimal.ts'
import { measure, measureAll, requireMetrics } from './measure.ts'
import { follow } from './pointer.ts'
import { readTime } from './time.ts'

describe('amounts', () => {
  test.each([
    ['12.50', 'EUR', '1250'],
    ['12.5', 'EUR', '1250'],
    ['0.01', 'EUR', '1'],
    ['-0.01', 'EUR', '-1'],
    ['12', 'JPY', '12'],
    ['12.00', 'JPY', '12'],
    ['1.2345', 'KWD', '1235'],
    ['1.005', 'EUR', '101'],
    ['12.50', 'HUF', '1250'],
    ['12.50', 'IDR', '1250'],
    ['12.50', 'COP', '1250'],
    ['12.50', 'PKR', '1250'],
    ['1.2345', 'IQD', '1235'],
    ['1.2345', 'CLF', '12345'],
    ['-1.005', 'EUR', '-101'],
    ['0.004', 'EUR', '0'],
    ['-0.004', 'EUR', '0'],
    ['99999999999999999999.99', 'EUR', '9999999999999999999999'],
  ])('%s %s is %s minor units', (amount, currency, minor) => {
    expect(toMinorUnits(amount, currency)).toBe(minor)
  })

  test('every amount with two decimals is exact', () => {
    assert(
      property(bigInt(-(10n ** 20n), 10n ** 20n), (minor) => {
        const digits = String(minor < 0n ? -minor : minor).padStart(3, '0')
        const text = `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
        expect(toMinorUnits(text, 'EUR')).toBe(String(minor))
      }),
    )
  })

  test.each([
    [1e-7, '0.00000010000000000000'],
    [-2.5e-9, '-0.00000000250000000000'],
    [0.000001, '0.000001'],
  ])('%s is a number', (value, decimal) => expect(readDecimal(value)).toBe(decimal))

  test.each([undefined, null, '', 'x', '1,5', '1e3', '+1', '.5', '1.', Number.NaN, Infinity, 1e21, {}, '1'.repeat(21)])(
    '%s is no number',
    (value) => expect(readDecimal(value)).toBeNull(),
  )
})

test.each([
  ['2026-11-01T10:00:00Z', '2026-11-01T10:00:00Z'],
  ['2026-11-01T10:00:00.123+01:00', '2026-11-01T10:00:00.123+01:00'],
  ['2026-11-01 10:00', '2026-11-01 10:00'],
  ['2026-11-01T10:00:00+00', '2026-11-01T10:00:00+00'],
  ['2026-11-01 10:00:00 +0130', '2026-11-01 10:00:00 +0130'],
  ['2026-11-01 10:00:00 Z', '2026-11-01 10:00:00 Z'],
  [' 2026-11-01 ', '2026-11-01'],
  [1_761_990_000, '2025-11-01T09:40:00.000Z'],
  [1_761_990_000_000, '2025-11-01T09:40:00.000Z'],
])('%s is a time', (value, time) => expect(readTime(value)).toBe(time))

test.each([
  'now',
  'yesterday',
  'infinity',
  '01.11.2026',
  '2026-13-01',
  '2026-11-01T25:00Z',
  '',
  null,
  Number.NaN,
  1e300,
])('%s is no time', (value) => expect(readTime(value)).toBeNull())

test('a pointer leads to what the document has, and not to what every object has', () => {
  const document = { data: [{ 'a/b': { 'c~d': 1 } }], empty: { '': 2 } }
  expect(follow(document, '/data/0/a~1b/c~0d')).toBe(1)
  expect(follow(document, '/empty/')).toBe(2)
  for (const nothing of ['/data/1', '/data/length/x', '/constructor', '/data/0/__proto__', '/data/0/a~1b/c~0d/e'])
    expect(follow(document, nothing)).toBeUndefined()
})

const mapping = {
  id: '/id',
  recorded_at: '/at',
  currency: '/currency',
  metrics: { 'orders.revenue': '/total', 'orders.count': 1, 'visitors.count': '/visitors' },
  money: 'major',
} as const
const terms = {
  currency: 'EUR',
  units: { 'orders.revenue': 'money_minor', 'orders.count': 'count', 'visitors.count': 'count' },
}
const row = { id: 7, at: '2026-11-01', total: '9.90' }
const measured = (row: object) => measure((place) => follow(row, place), mapping, terms)

describe('a row', () => {
  test('measures what it has, in the currency it names, or in the store’s', () => {
    const of = { recorded_at: '2026-11-01', source_id: '7' }
    expect(measured(row)).toEqual([
      { ...of, metric_key: 'orders.revenue', value: '990', currency: 'EUR' },
      { ...of, metric_key: 'orders.count', value: '1', currency: null },
    ])
    expect(measured({ ...row, currency: 'JPY', total: 990 })[0]).toMatchObject({ value: '990', currency: 'JPY' })
    expect(measured({ ...row, visitors: 3 })[2]).toMatchObject({ value: '3', currency: null })
  })

  test.each([
    [{ id: undefined }, '/id is no id'],
    [{ id: 'x'.repeat(201) }, '/id is no id'],
    [{ at: 'soon' }, '/at is no time'],
    [{ total: 'much' }, '/total is no number'],
    [{ currency: 'euro' }, '/currency is no currency'],
    [{ visitors: {} }, '/visitors is no number'],
  ])('with %j is told by its number, and without its values', (change, why) => {
    const run = () => measureAll([row, { ...row, ...change }], measured)
    expect(run).toThrow(`Row 2: ${why}`)
    expect(run).not.toThrow(/much|euro|soon/)
  })
})

describe('a config', () => {
  const good = { url: 'https://api.example/', id: '/id', recorded_at: '/at', metrics: { 'orders.count': 1 } }

  test('gets its defaults', () => {
    expect(readConfig(jsonConfig, good)).toMatchObject({ auth: 'bearer', money: 'major' })
  })

  test.each([
    [{ url: 'http://api.example/' }, 'config.url'],
    [{ id: 'id' }, 'config.id: is no JSON pointer'],
    [{ metrics: {} }, 'config.metrics'],
    [{ auth: { header: 'host' } }, 'config.auth'],
    [{ unknown: 1 }, 'config'],
  ])('with %j is told by its place', (change, why) => {
    expect(() => readConfig(jsonConfig, { ...good, ...change })).toThrow(why)
  })

  test('names metrics that there are', () => {
    expect(() => requireMetrics({ ...mapping, metrics: { 'orders.wishes': 1 } }, terms)).toThrow(
      'no metric orders.wishes',
    )
    expect(() => requireMetrics({ ...mapping, metrics: { constructor: 1 as const } }, terms)).toThrow(
      'no metric constructor',
    )
  })

  test('of a shop needs its address alone', () => {
    expect(readConfig(shopifyConfig, { url: 'https://shop.example' }).version).toMatch(/^\d{4}-\d{2}$/)
  })
})

test('the next page is at the same host, or it is nobody’s', () => {
  const here = new URL('https://shop.example/orders?page=1')
  expect(sameOrigin('?page=2', here).href).toBe('https://shop.example/orders?page=2')
  for (const elsewhere of [
    'https://thief.example/',
    '//thief.example/',
    'http://shop.example/',
    'https://shop.example:8443/',
  ])
    expect(() => sameOrigin(elsewhere, here)).toThrow('another host')
})

test('a position is read as it was written, and what is none begins again', () => {
  const position = { at: 'page "2"', began: '2026-11-21T10:00:00.000Z' }
  expect(readPosition(writePosition(position))).toEqual(position)
  for (const none of [null, 'page-2', '{}', '["a"]', '[1, 2]']) expect(readPosition(none)).toBeNull()
  expect(() => writePosition({ ...position, at: 'x'.repeat(4000) })).toThrow('too long')
})
