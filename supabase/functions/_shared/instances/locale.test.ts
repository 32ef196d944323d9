import { expect, test } from 'vitest'
import type { FormConfig } from '../../../../contract/src/widgets/form.ts'
import { configSchemas } from '../../../../contract/src/widgets/schemas.ts'
import { templates } from '../../../../contract/src/widgets/templates.ts'
import { chooseLocale, localize } from './locale.ts'

const config = { locale: 'en', translations: { de: {}, 'pt-BR': {} } } as unknown as FormConfig

test('a tag of the longest usual length is looked up, and what is longer is no language', () => {
  const long = `de-${'x'.repeat(32)}`
  expect(chooseLocale(config, long, null)).toEqual({ locale: 'de', negotiated: false })
  expect(chooseLocale(config, `${long}x`, null)).toEqual({ locale: 'en', negotiated: true })
  expect(chooseLocale(config, Array(8000).fill('de').join('-'), null)).toEqual({ locale: 'en', negotiated: true })
  expect(chooseLocale(config, null, `${long}x, pt`)).toEqual({ locale: 'pt-BR', negotiated: true })
})

// Members that are no texts for visitors to read; of a list with values, the labels are.
const apart = [
  'version',
  'key',
  'type',
  'autocomplete',
  'showIf',
  'scale',
  'kind',
  'lead',
  'href',
  'parameter',
  'pattern',
]
const layout = ['mode', 'position', 'trigger', 'frequency', 'pages', 'steps.fields']
const inGerman = (said: string) => `(de) ${said}`

// The translation that a config would have if everything in it had one, and the config as it would be shown then.
function translated(own: unknown, path: string): { texts: unknown; shown: unknown } {
  const name = path.split('.').at(-1) ?? ''
  if ([...apart, ...layout].some((one) => one === name || path.endsWith(one))) return { texts: undefined, shown: own }
  if (typeof own === 'string') return { texts: inGerman(own), shown: inGerman(own) }
  if (Array.isArray(own)) return translatedList(own, path)
  if (typeof own !== 'object' || own === null) return { texts: undefined, shown: own }
  const parts = Object.entries(own).map(([member, part]) => [member, translated(part, `${path}.${member}`)] as const)
  return {
    texts: Object.fromEntries(parts.flatMap(([member, { texts }]) => (texts === undefined ? [] : [[member, texts]]))),
    shown: Object.fromEntries(parts.map(([member, { shown }]) => [member, shown])),
  }
}

function translatedList(own: Record<string, unknown>[], path: string): { texts: unknown; shown: unknown } {
  if (own.every((item) => 'value' in item)) {
    const labelled = own.map(({ value, label }) => ({ value, label: inGerman(String(label)) }))
    return { texts: labelled, shown: labelled }
  }
  // Rich text is translated as a whole.
  if (!own.every((item) => 'key' in item)) return { texts: own, shown: own }
  const items = own.map((item) => [String(item.key), translated(item, path)] as const)
  return {
    texts: Object.fromEntries(items.map(([key, { texts }]) => [key, texts])),
    shown: items.map(([, { shown }]) => shown),
  }
}

test.each(templates)('every text of $key can be said in another language', ({ type, config: own }) => {
  const { texts, shown } = translated(own, '')
  const both = { ...own, locale: 'en', translations: { de: texts } }
  expect(configSchemas[type].safeParse(both).error?.issues).toBeUndefined()
  expect(localize(both as typeof own, 'de')).toEqual({ ...(shown as object), locale: 'de' })
})

test('what a translation says of parts that a config does not have stays away', () => {
  const form = { ...config, title: 'T', fields: [{ key: 'a', type: 'text', label: 'A' }] } as unknown as FormConfig
  const de = { description: 'D', fields: { a: { label: 'AA', unit: 'U', options: [] }, toString: { label: 'x' } } }
  expect(localize({ ...form, translations: { de } } as FormConfig, 'de')).toEqual({
    title: 'T',
    fields: [{ key: 'a', type: 'text', label: 'AA' }],
    locale: 'de',
  })
})
