import { hasHost } from '@lapel/contract/schema/address'
import { configSchemas } from '@lapel/contract/widgets/schemas'
import { templates } from '@lapel/contract/widgets/templates'
import { type WidgetType, widgetTypes } from '@lapel/contract/widgets/types'
import fc from 'fast-check'
import type { Sql } from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloneDatabase } from '../harness/clone.ts'
import { connectOwner } from '../harness/connections.ts'

/** A config as somebody may have written it. */
interface Written {
  type: WidgetType
  config: unknown
}

/** A place and a code of every problem, each once. */
type Verdict = string[]

let sql: Sql
let end = async () => {}

beforeAll(async () => {
  const clone = await cloneDatabase()
  sql = connectOwner(clone.url)
  end = async () => {
    await sql.end({ timeout: 5 })
    await clone.drop()
  }
})
afterAll(() => end())

const distinct = (problems: string[]) => [...new Set(problems)].sort()

const pointer = (path: PropertyKey[]) =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

function judge({ type, config }: Written): Verdict {
  const issues = configSchemas[type].safeParse(config).error?.issues ?? []
  return distinct(issues.map(({ path, code }) => `${pointer(path)} ${code}`))
}

async function judgeInSql(written: Written[]): Promise<Verdict[]> {
  const rows = await sql<{ problems: { pointer: string; code: string }[] }[]>`
    select private.config_problems(w.type, w.config) as problems
    from jsonb_to_recordset(${JSON.stringify(written)}::text::jsonb) as w(type text, config jsonb)`
  return rows.map(({ problems }) => distinct(problems.map((problem) => `${problem.pointer} ${problem.code}`)))
}

const template = (type: WidgetType) => templates.find((one) => one.type === type)?.config
const plugin = { version: 1, title: 'Hours', sha256: 'a'.repeat(64), height: 120 }
const given = (type: WidgetType, changes: object): Written => ({
  type,
  config: { ...(type === 'plugin' ? plugin : template(type)), ...changes },
})
const options = (...values: string[]) => values.map((value) => ({ value, label: value }))
const field = (type: string, more: object = {}, key = 'a') => ({ key, type, label: 'A', ...more })
const form = (...fields: object[]): Written => given('form', { steps: undefined, fields })
const text = field('text', {}, 'first')
const asking = (test: object) => form(text, field('text', { showIf: { all: [test] } }))
const step = (key: string, fields: string[], more: object = {}) => ({ key, title: key, fields, ...more })
const themed = (theme: object) => given('poll', { theme })
const opened = (display: object) => given('poll', { display })
const followUps = (...bands: [key: string, from: number, to: number][]) => ({
  followUps: bands.map(([key, from, to]) => ({ key, from, to, question: key })),
})
const lead = (told: object, ...fields: object[]) => given('lead', { steps: undefined, lead: told, fields })
const linked = (href: string) => given('announcement', { action: { label: 'Go', href } })
const sentOn = (redirect: string) => given('form', { receipt: { title: 'T', redirect } })

/** What the contract's refinements refuse, and beside it what they let through. */
const written: Record<string, Written> = {
  'text that is hardly there': themed({ surface: '#ffffff', text: '#999999' }),
  'text that is just there': themed({ surface: '#ffffff', text: '#767676' }),
  'text that is just not there': themed({ surface: '#ffffff', text: '#777777' }),
  'a surface like the theme’s text': themed({ name: 'ocean', surface: '#0b2f3d' }),
  'a button that cannot be read': themed({ accent: '#ffcc00', onAccent: '#ffffff' }),
  'a button that can': themed({ accent: '#ffcc00' }),
  'dark text in the dark': themed({ dark: { text: '#333333' } }),
  'a dark button': themed({ accent: '#1d4ed8', onAccent: '#ffffff', dark: { accent: '#ffee00', onAccent: '#ffffff' } }),
  'a dark accent alone': themed({ accent: '#1d4ed8', onAccent: '#ffffff', dark: { accent: '#ffee00' } }),
  'what the dark scheme inherits': themed({ accent: '#ffcc00', onAccent: '#ffffff', dark: { surface: '#000000' } }),
  'what only the dark scheme shows': themed({ scheme: 'dark', accent: '#ffcc00', onAccent: '#ffffff' }),
  'what nobody sees': themed({ scheme: 'light', dark: { text: '#000000', surface: '#000000' } }),
  'an inline widget that is opened': opened({ trigger: { on: 'load' } }),
  'a corner of a bar': opened({ mode: 'bar', position: 'bottom-left' }),
  'the top of a popover': opened({ mode: 'popover', position: 'top' }),
  'a place of a modal': opened({ mode: 'modal', position: 'top' }),
  'a bar at the top': opened({ mode: 'bar', position: 'top', trigger: { on: 'load' } }),
  'lengths reversed': form(field('text', { minLength: 9, maxLength: 8 })),
  'numbers reversed': form(field('number', { min: 2, max: -2 })),
  'numbers that are equal': form(field('number', { min: 2, max: 2 })),
  'a slider that cannot move': form(field('slider', { min: 2, max: 2 })),
  'days reversed': form(field('date', { earliest: '2026-11-22', latest: '2026-11-21' })),
  'a day that is none': form(field('date', { earliest: '2026-02-30' })),
  'a month that is none': form(field('date', { earliest: '2026-13-01', latest: 'soon' })),
  'days of leap years': form(
    field('date', { earliest: '2000-02-29', latest: '0000-02-29' }),
    field('date', { earliest: '1900-02-29' }, 'b'),
  ),
  'a time that is none': form(field('time', { earliest: '24:00', latest: '9:30' })),
  'times reversed': form(field('time', { earliest: '10:00', latest: '09:00' })),
  'more choices than there are': form(field('multiselect', { options: options('a', 'b'), minChoices: 3 })),
  'choices reversed': form(field('multiselect', { options: options('a', 'b', 'c'), minChoices: 3, maxChoices: 2 })),
  'choices that share a value': form(field('select', { options: options('a', 'b', 'a ') })),
  'choices of a poll that share a value': given('poll', { options: options('a', '\u00a0a') }),
  'fields that share a key': form(text, text),
  'a question about what comes later': form(
    field('text', { showIf: { any: [{ field: 'first', is: 'answered' }] } }),
    text,
  ),
  'a question about nothing': asking({ field: 'first', is: 'equals' }),
  'a question that needs no value': asking({ field: 'first', is: 'answered', value: 'x' }),
  'a question for more than a word': asking({ field: 'first', is: 'atLeast', value: 'x' }),
  'a question for more than nothing': asking({ field: 'first', is: 'atMost' }),
  'a question for more': asking({ field: 'first', is: 'atMost', value: 3 }),
  'steps that share a key': given('form', {
    fields: [text, field('text')],
    steps: [step('s', ['first']), step('s', ['a'])],
  }),
  'steps out of order': given('form', {
    fields: [text, field('text')],
    steps: [step('s', ['a', 'first'], { showIf: { all: [{ field: 'a', is: 'atLeast' }] } })],
  }),
  'a step about itself': given('form', {
    fields: [text, field('text')],
    steps: [step('s', ['first']), step('t', ['a'], { showIf: { all: [{ field: 'a', is: 'answered' }] } })],
  }),
  'more settings than fit': given('plugin', {
    settings: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`s${n}`, n])),
  }),
  'fields of a plugin that share a key': given('plugin', { fields: [text, text] }),
  'a plugin that asks what comes later': given('plugin', {
    fields: [field('text', { showIf: { any: [{ field: 'first', is: 'answered' }] } }), text],
  }),
  'scores that there are not': given('feedback', { scale: 'stars', ...followUps(['a', 0, 5], ['b', 3, 6]) }),
  'scores reversed': given('feedback', { scale: 'nps', ...followUps(['a', 6, 5]) }),
  'scores that are asked twice': given('feedback', { scale: 'nps', ...followUps(['a', 0, 6], ['b', 6, 10]) }),
  'answers that share a key': given('feedback', { scale: 'nps', ...followUps(['a', 0, 6], ['a', 7, 10]) }),
  'an answer named like the score': given('feedback', { scale: 'nps', ...followUps(['score', 0, 6]) }),
  'a lead without an address': lead({ email: 'nobody' }, text),
  'a lead whose address may be left out': lead({ email: 'a' }, field('email')),
  'a lead whose address is a text': lead({ email: 'a' }, field('text', { required: true })),
  'a lead whose company is a number': lead(
    { email: 'a', company: 'b' },
    field('email', { required: true }),
    field('number', {}, 'b'),
  ),
  'a lead': lead({ email: 'a', phone: 'b' }, field('email', { required: true }), field('text', {}, 'b')),
  'blanks of other scripts': given('poll', { title: '\ufeff\u3000\u00a0' }),
  'a title with blanks around it': given('poll', { title: ` ${'x'.repeat(200)}\u00a0` }),
  'a parameter in another script': form(field('text', { parameter: 'übung' })),
  'a language in other digits': given('poll', { locale: 'es-٤١٩' }),
  'a site key in another script': given('poll', { spam: { turnstile: { siteKey: 'ключ' } } }),
  ...Object.fromEntries(
    [
      'https://a.example/x?y#z',
      'https://a.example:65535',
      'https://a.example:65536',
      'https://a.example:x',
      'https://a.example:',
      'https://a..example',
      'https://[::1]/',
      'https://[::1',
      'https://[::x]',
      'https://127.0.0.1',
      'https://256.1.1.1',
      'https://1.2.3.4.5',
      'https://%',
      'https://a%00b',
      'https://:443',
      'https://?',
      'https://user:pass@a.example',
      'https://user@',
      'https://bücher.example',
      'https://xn--bcher-kva.example',
      'https://ａ.example',
      'https://a\u00adb.example',
      'https://1.2.3.٤',
      'https://0x7f.1',
      'https://010.1.1.1',
      'https://-a.example',
      'https://a!b.example',
      'https://a.example.',
      'https://a\u00a0b.example',
      'https://a\u0001b.example',
      'mailto:a@b.example',
      'mailto:a',
    ].flatMap((address) => [
      [`a link to ${JSON.stringify(address)}`, linked(address)],
      [`a way on to ${JSON.stringify(address)}`, sentOn(address)],
    ]),
  ),
}

describe('what the contract’s refinements say of a config, SQL says too', () => {
  test.each(Object.keys(written))('%s', async (name) => {
    const config = written[name] as Written
    const [inSql = []] = await judgeInSql([config])
    const inContract = judge(config)
    // A pattern that fails and an address that is none are one problem to SQL.
    const places = (verdict: Verdict) => distinct(verdict.map((problem) => problem.split(' ')[0] ?? ''))
    expect(places(inSql)).toEqual(places(inContract))
    if (inContract.every((problem) => problem.endsWith(' custom'))) expect(inSql).toEqual(inContract)
  })

  test('and of most of these it says something', () => {
    expect(Object.values(written).filter((config) => judge(config).length > 0).length).toBeGreaterThan(50)
  })
})

/** Values that some schema or other knows, and some that none does. */
const value = fc.constantFrom<unknown>(
  ...[null, true, false, -1, 0, 1, 2, 3.5, 5, 10, 11, 101, 6000, 1e308, '', ' ', 'a', 'first', 'x'.repeat(201)],
  ...['#ffffff', '#767676', '#777777', '#000000', 'red', 'plain', 'midnight', 'dark', 'light', 'auto', 'bar', 'inline'],
  ...[
    'popover',
    'top',
    'bottom-left',
    'answered',
    'equals',
    'atLeast',
    'email',
    'name',
    'text',
    'url',
    'select',
    'slider',
  ],
  ...[
    '2026-02-29',
    '2026-11-21',
    '09:30',
    'nps',
    'stars',
    'https://a.example',
    'https://a.example:99999',
    'mailto:a@b.c',
  ],
  ...[
    '\u00a0',
    'a\u00a0',
    'de',
    'pt-BR',
    'x_1',
    {},
    [],
    [[]],
    { on: 'load' },
    { mode: 'bar' },
    options('a', 'a'),
    [text, text],
  ],
)

const name = fc.constantFrom(
  ...[
    'theme',
    'display',
    'mode',
    'position',
    'trigger',
    'surface',
    'text',
    'accent',
    'onAccent',
    'dark',
    'scheme',
    'name',
  ],
  ...[
    'key',
    'type',
    'label',
    'required',
    'showIf',
    'min',
    'max',
    'minLength',
    'maxLength',
    'earliest',
    'latest',
    'options',
  ],
  ...[
    'minChoices',
    'value',
    'field',
    'is',
    'fields',
    'steps',
    'title',
    'from',
    'to',
    'scale',
    'lead',
    'email',
    'settings',
  ],
)

/** Steps into a value, each by a number that is taken modulo what there is. */
function change(target: unknown, [turn = 0, ...turns]: number[], act: (holder: object, key: string) => void): void {
  if (typeof target !== 'object' || target === null) return
  const keys = Object.keys(target)
  const key = keys[turn % Math.max(keys.length, 1)]
  const inside = key === undefined ? undefined : (target as Record<string, unknown>)[key]
  if (turns.length > 0 && typeof inside === 'object' && inside !== null && Object.keys(inside).length > 0) {
    change(inside, turns, act)
  } else act(target, key ?? 'first')
}

const mutation = fc.record({
  way: fc.array(fc.nat(40), { minLength: 1, maxLength: 6 }),
  kind: fc.constantFrom('set', 'set', 'add', 'remove', 'repeat'),
  name,
  value,
})

const starts: Written[] = [
  ...templates.map(({ type, config }) => ({ type, config })),
  { type: 'plugin', config: { ...plugin, settings: { city: 'Bristol' }, fields: [text] } },
  ...Object.values(written).filter((config) => judge(config).length === 0),
]

const mutated = fc
  .record({ start: fc.constantFrom(...starts), mutations: fc.array(mutation, { minLength: 1, maxLength: 2 }) })
  .map(({ start, mutations }): Written => {
    const config: unknown = JSON.parse(JSON.stringify(start.config))
    for (const { way, kind, name: added, value: next } of mutations) {
      change(config, way, (holder, key) => {
        const members = holder as Record<string, unknown>
        if (kind === 'set') members[key] = structuredClone(next)
        else if (kind === 'remove') Array.isArray(holder) ? holder.splice(Number(key), 1) : delete members[key]
        else if (kind === 'repeat' && Array.isArray(holder)) holder.push(structuredClone(members[key]))
        else if (!Array.isArray(holder)) members[added] = structuredClone(next)
      })
    }
    // What cannot be stored is not compared.
    return { type: start.type, config: JSON.parse(JSON.stringify(config)) }
  })

test('what the contract refuses, SQL refuses, and nothing else', async () => {
  const configs = fc.sample(mutated, { numRuns: 1000, seed: 615 })
  const inContract = configs.map(judge)
  const inSql = await judgeInSql(configs)
  const refused = inContract.filter((verdict) => verdict.length > 0).length
  expect([...new Set(configs.map(({ type }) => type))].sort()).toEqual([...widgetTypes].sort())
  expect(refused).toBeGreaterThan(300)
  expect(configs.length - refused).toBeGreaterThan(100)
  const differing = configs.flatMap((config, index) => {
    const [one = [], other = []] = [inContract[index], inSql[index]]
    return one.length > 0 === other.length > 0 ? [] : [{ config, contract: one, sql: other }]
  })
  expect(differing.slice(0, 5)).toEqual([])
})

/** Addresses out of what hosts are made of, and of what looks like it. */
const addresses = fc
  .tuple(
    fc.constantFrom('https://', 'https://', 'https://', 'https:///', 'https:/', 'mailto:', 'http://'),
    fc.array(
      fc.oneof(
        fc.constantFrom(
          'a',
          'Z',
          '0',
          '9',
          '.',
          '.',
          ':',
          '-',
          '_',
          '@',
          '[',
          ']',
          '%',
          '/',
          '?',
          '#',
          '\\',
          '!',
          ' ',
          '\n',
        ),
        fc.constantFrom('xn--', '0x', 'ff', '::', '255', '256', '1.2.3.4', ':443', ':65536', 'example', 'b'.repeat(63)),
        fc.constantFrom('ü', 'ſ', 'K', '٤', '。', 'ａ', '\u00ad', '\u200d', '😀', 'ß', 'א'),
        fc.string({ unit: 'grapheme', maxLength: 2 }).filter((text) => text.isWellFormed() && !text.includes('\0')),
      ),
      { maxLength: 9 },
    ),
  )
  .map(([scheme, parts]) => scheme + parts.join(''))

const literals = fc.stringMatching(/^[0-9a-f:]{0,24}$/).map((inside) => `https://[${inside}]`)

test('of every address both say the same', async () => {
  const written = fc.sample(fc.oneof({ weight: 4, arbitrary: addresses }, literals), { numRuns: 20_000, seed: 617 })
  const asked = [...new Set(written)]
  const rows = await sql<{ inSql: boolean }[]>`
    select private.is_address(a) as "inSql" from unnest(${asked}::text[]) with ordinality u(a, n) order by n`
  const differing = asked.filter((address, index) => hasHost(address) !== rows[index]?.inSql)
  expect(differing.slice(0, 20)).toEqual([])
  const good = asked.filter((address) => address.startsWith('https://') && hasHost(address)).length
  expect(good).toBeGreaterThan(500)
  expect(asked.length - good).toBeGreaterThan(5000)
})
