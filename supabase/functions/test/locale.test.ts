import { describe, expect, test } from 'vitest'
import { targets } from './targets.ts'
import { config, createTenant, publish } from './tenant.ts'

const translated = {
  ...config,
  locale: 'en',
  translations: {
    de: { title: 'Kontakt', fields: { email: { label: 'E-Mail-Adresse' } }, receipt: { title: 'Danke' } },
    'pt-BR': { title: 'Contato' },
  },
}

describe.each(targets())('the language of a form on $name', ({ fetch }) => {
  async function read(publicId: string, query = '', acceptLanguage?: string) {
    const headers: Record<string, string> = acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage }
    const { headers: answered, ...response } = await fetch(`/embed/v1/instances/${publicId}${query}`, { headers }).then(
      async (answer) => ({ headers: answer.headers, body: (await answer.json()) as { config: typeof translated } }),
    )
    const [language, vary, etag] = ['content-language', 'vary', 'etag'].map((name) => answered.get(name))
    return { config: response.body.config, language, vary, etag }
  }

  async function create() {
    const tenant = await createTenant()
    await publish(tenant, 2, translated)
    return tenant.publicId
  }

  test.each([
    ['', undefined, 'en', 'Contact us', true],
    ['', 'de-AT,de;q=0.9,en;q=0.5', 'de', 'Kontakt', true],
    ['', 'fr, de;q=0.1', 'de', 'Kontakt', true],
    ['', 'de;q=0, pt', 'pt-BR', 'Contato', true],
    ['', 'fr', 'en', 'Contact us', true],
    ['', '*', 'en', 'Contact us', true],
    ['', ';;q=x,,__proto__, constructor', 'en', 'Contact us', true],
    ['?locale=de', 'pt-BR', 'de', 'Kontakt', false],
    ['?locale=DE-ch', 'pt-BR', 'de', 'Kontakt', false],
    ['?locale=fr', 'pt-BR', 'pt-BR', 'Contato', true],
    ['?locale=__proto__', undefined, 'en', 'Contact us', true],
  ])('for %s and Accept-Language %s is %s', async (query, acceptLanguage, language, title, negotiated) => {
    const answer = await read(await create(), query, acceptLanguage)
    expect(answer.language).toBe(language)
    expect(answer.config).toMatchObject({ title, locale: language })
    expect(answer.config).not.toHaveProperty('translations')
    expect(answer.vary?.includes('Accept-Language') ?? false).toBe(negotiated)
  })

  test('translates what it has and leaves the rest', async () => {
    const publicId = await create()
    const german = await read(publicId, '?locale=de')
    expect(german.config.fields[0]).toEqual({ ...config.fields[0], label: 'E-Mail-Adresse' })
    expect(german.config.fields[1]).toEqual(config.fields[1])
    expect(german.config.receipt).toEqual({ ...config.receipt, title: 'Danke' })
    expect(german.config.submitLabel).toBe('Send')
    const english = await read(publicId, '?locale=en')
    expect(english.etag).not.toBe(german.etag)
    const again = await fetch(`/embed/v1/instances/${publicId}?locale=de`, {
      headers: { 'if-none-match': german.etag ?? '' },
    })
    expect(again.status).toBe(304)
    expect(again.headers.get('content-language') ?? 'de').toBe('de')
  })

  test('is not asked for where there is one only', async () => {
    const { publicId } = await createTenant()
    const answer = await read(publicId, '?locale=de', 'de')
    expect(answer).toMatchObject({ language: null, vary: null, config })
  })
})
