import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { acceptRequest, claimRequest, draftRequest } from '../../../contract/src/drafts.ts'
import { checkPayload, describeViolation, type FieldType, fieldTypes } from '../../../contract/src/fieldRules.ts'
import { isOriginAllowed } from '../../../contract/src/origins.ts'
import { fetchError, widgetEvents } from '../../../contract/src/reports.ts'
import { patterns } from '../../../contract/src/rules/pattern.ts'
import { field } from '../../../contract/src/schema/field.ts'
import { type FormConfig, formConfig } from '../../../contract/src/widgets/form.ts'
import { clientIp } from './clientIp.ts'
import { chooseLocale, localize } from './instances/locale.ts'
import { readJson } from './jsonBody.ts'
import { ProblemError } from './problem.ts'
import { parseSubmission, typeFormValues } from './submissions/parse.ts'

// A few runs with every other test; `npm run fuzz` sets more.
const numRuns = Number(process.env.LAPEL_FUZZ_RUNS ?? 200)
fc.configureGlobal({ numRuns })
vi.setConfig({ testTimeout: numRuns * 200 })

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((value) => value.trim() !== '')
const key = fc.stringMatching(/^[a-z][a-z0-9_]{0,39}$/)
const choice = fc.record({ value: text, label: text })
const tag = fc.constantFrom('en', 'de', 'pt-BR', 'zh-Hant', 'es-419')

const options = fc.uniqueArray(choice, { minLength: 1, maxLength: 4, selector: ({ value }) => value.trim() })
const small = fc.integer({ min: 1, max: 20 })
const large = fc.integer({ min: 21, max: 50 })
const texts = { minLength: small, maxLength: large, placeholder: text }
const amounts = { min: fc.integer({ min: -5, max: 0 }), max: small, step: fc.constantFrom(0.1, 1, 2) }

// What each type may have, besides what all have.
const members: Record<FieldType, Record<string, fc.Arbitrary<unknown>>> = {
  text: { ...texts, pattern: fc.constantFrom(...patterns) },
  textarea: texts,
  email: texts,
  tel: texts,
  url: texts,
  number: amounts,
  slider: amounts,
  select: { options },
  radio: { options },
  multiselect: { options, minChoices: fc.constant(1), maxChoices: small },
  checkbox: {},
  consent: {},
  date: { earliest: fc.constant('2026-01-31'), latest: fc.constant('2026-11-21') },
  time: { earliest: fc.constant('09:00'), latest: fc.constant('17:30') },
  rating: { max: fc.integer({ min: 2, max: 10 }) },
  scale: { min: fc.constantFrom(0, 1), max: fc.integer({ min: 2, max: 10 }), lowLabel: text },
  file: { types: fc.constant(['image/png']) },
  hidden: { value: text },
}
const needed = ['options', 'types']

const anyField = fc.constantFrom(...fieldTypes).chain((type) => {
  const own = { ...members[type], ...(type === 'hidden' ? {} : { required: fc.boolean() }) }
  const requiredKeys = [
    'key',
    'type',
    'label',
    ...(type === 'slider' ? ['min', 'max'] : needed.filter((name) => name in own)),
  ]
  return fc.record({ key, type: fc.constant(type), label: text, ...own } as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys,
  })
})

const config: fc.Arbitrary<FormConfig> = fc
  .record({
    version: fc.constant(1 as const),
    title: text,
    submitLabel: text,
    fields: fc.uniqueArray(anyField, { minLength: 1, maxLength: 5, selector: (one) => one.key }),
    receipt: fc.record({ title: text }),
    locale: tag,
    translations: fc.dictionary(
      tag,
      fc.record({ title: text, fields: fc.dictionary(key, fc.record({ label: text })) }),
    ),
  })
  .map((made) => formConfig.parse(made))

const shapes = [widgetEvents, fetchError, draftRequest, claimRequest, acceptRequest] as const

test('any body is read or refused as a problem', async () => {
  const body = fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 200 }))
  const type = fc.constantFrom('application/json', 'text/plain', 'application/x-www-form-urlencoded', 'text/html')
  await fc.assert(
    fc.asyncProperty(body, type, fc.constantFrom(...shapes), async (sent, contentType, shape) => {
      const init = { method: 'POST', body: sent as BodyInit, headers: { 'content-type': contentType } }
      const thrown = await readJson<unknown>(new Request('http://host/', init), shape).catch((error: unknown) => error)
      if (thrown instanceof Error) expect(thrown).toBeInstanceOf(ProblemError)
    }),
  )
})

test('any value is a submission or refused as a problem', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.uuid(), (value, id) => {
      for (const sent of [value, { id, revision: 1, payload: { value } }, { id, revision: 1, payload: value }]) {
        try {
          expect(parseSubmission({ kind: 'json', value: sent }).payload).toBeTypeOf('object')
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(ProblemError)
        }
      }
    }),
  )
})

test('any answers to any form get a verdict about keys that were asked or sent', () => {
  fc.assert(
    fc.property(config, fc.dictionary(fc.oneof(key, fc.string()), fc.anything()), ({ fields }, payload) => {
      const known = new Set([...fields.map((one) => one.key), ...Object.keys(payload)])
      for (const violation of checkPayload(fields, typeFormValues(fields, payload))) {
        expect(known).toContain(violation.key)
        expect(describeViolation(violation)).toMatch(/^[A-Z].*\.$/)
      }
    }),
  )
})

test('a form in any of its languages is the same form', () => {
  fc.assert(
    fc.property(config, fc.option(fc.oneof(tag, fc.string())), fc.option(fc.string()), (form, wanted, accepted) => {
      const { locale } = chooseLocale(form, wanted, accepted)
      expect([form.locale, ...Object.keys(form.translations ?? {})]).toContain(locale)
      const shown = formConfig.parse(localize(form, locale))
      const rules = (of: FormConfig) => of.fields.map((one) => ({ ...field.parse(one), label: '' }))
      expect(rules(shown)).toEqual(rules(form))
    }),
  )
})

test('any forwarded chain is an address or none, and any origin is allowed or not', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.nat(5), fc.array(fc.string()), (peer, chain, proxies, allowed) => {
      const address = clientIp(peer, chain, proxies)
      if (address !== null) expect(address).toMatch(/^[\da-f.:]+$/)
      expect(isOriginAllowed(chain, allowed)).toBeTypeOf('boolean')
    }),
  )
})
