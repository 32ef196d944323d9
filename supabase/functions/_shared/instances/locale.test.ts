import { expect, test } from 'vitest'
import type { FormConfig } from '../../../../contract/src/widgets/form.ts'
import { chooseLocale } from './locale.ts'

const config = { locale: 'en', translations: { de: {}, 'pt-BR': {} } } as unknown as FormConfig

test('a tag of the longest usual length is looked up, and what is longer is no language', () => {
  const long = `de-${'x'.repeat(32)}`
  expect(chooseLocale(config, long, null)).toEqual({ locale: 'de', negotiated: false })
  expect(chooseLocale(config, `${long}x`, null)).toEqual({ locale: 'en', negotiated: true })
  expect(chooseLocale(config, Array(8000).fill('de').join('-'), null)).toEqual({ locale: 'en', negotiated: true })
  expect(chooseLocale(config, null, `${long}x, pt`)).toEqual({ locale: 'pt-BR', negotiated: true })
})
