import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { embedConfig } from '../embed.ts'
import { judgeAnswers } from '../fileRules.ts'
import { jsonSchemaOf } from './jsonSchema.ts'
import { questionsOf } from './questions.ts'
import { configSchemas } from './schemas.ts'
import { type Template, templates } from './templates.ts'
import { type WidgetConfig, type WidgetType, widgetTypes } from './types.ts'

const plugin: Template = {
  key: 'plugin',
  name: 'Plugin',
  description: 'Code',
  type: 'plugin',
  config: {
    version: 1,
    title: 'Opening hours',
    sha256: 'a'.repeat(64),
    height: 120,
    settings: { city: 'Bristol', hours: 9, late: false },
    fields: [{ key: 'answer', type: 'text', label: 'Answer', required: true }],
  },
}
const all = [...templates, plugin]
const named = (key: string): WidgetConfig => all.find((one) => one.key === key) as WidgetConfig
const problems = ({ type, config }: { type: WidgetType; config: unknown }) =>
  configSchemas[type].safeParse(config).error?.issues.map((issue) => issue.path.join('.')) ?? []

test('every type has something to start with', () => {
  expect(new Set(all.map(({ type }) => type))).toEqual(new Set(widgetTypes))
})

describe.each(all)('the template $key', ({ type, config }) => {
  // Published for editors of any kind: its keywords are the standard's, and it does not pass what it does not name.
  const validate = new Ajv2020({ allErrors: true, strict: true, strictTypes: false }).compile(jsonSchemaOf(type))

  test('keeps the schema of its type, as the contract and as JSON Schema have it', () => {
    expect(problems({ type, config })).toEqual([])
    expect(validate(config)).toBe(true)
    expect(embedConfig.safeParse({ public_id: 'w_1', revision: 1, type, config }).success).toBe(true)
  })

  test('with one more member is refused by both', () => {
    expect(configSchemas[type].safeParse({ ...config, html: '<b>' }).success).toBe(false)
    expect(validate({ ...config, html: '<b>' })).toBe(false)
  })

  test('asks what it can judge', () => {
    const { findings } = judgeAnswers(questionsOf({ type, config } as WidgetConfig), {})
    expect(findings.every(({ code }) => code === 'required')).toBe(true)
    expect(findings.length > 0).toBe(type !== 'announcement')
  })
})

describe('a form', () => {
  const form = named('project-request') as Template & { type: 'form' }
  const first = form.config.fields[0]
  const others = form.config.fields.slice(1)

  test('asks only what was answered before', () => {
    const showIf = { all: [{ field: 'email', is: 'answered' }] }
    const config = { ...form.config, fields: [{ ...first, showIf }, ...others] }
    expect(problems({ type: 'form', config })).toEqual(['fields.0.showIf.all.0.field'])
  })

  test('has every field in one step, in order', () => {
    const steps = form.config.steps?.slice(1)
    expect(problems({ type: 'form', config: { ...form.config, steps } })).toEqual(['steps'])
  })

  test('sends nobody on to anything but https', () => {
    for (const redirect of [
      'http://a.example',
      'javascript:alert(1)',
      '//a.example',
      'https:// a',
      'data:text/html,x',
    ]) {
      const receipt = { title: 'T', redirect }
      expect(problems({ type: 'form', config: { ...form.config, receipt } })[0]).toBe('receipt.redirect')
    }
  })

  test('requires what the chosen branch asks, and forgets the other', () => {
    const common = { name: 'Ada', email: 'ada@example.com', consent: true }
    const both = { ...common, kind: 'website', pages: 4, parts: ['shop'], day: '2026-12-01' }
    expect(judgeAnswers(form.config, both)).toEqual({
      payload: { ...common, kind: 'website', pages: 4, parts: ['shop'] },
      findings: [],
    })
    expect(judgeAnswers(form.config, { ...both, kind: 'event', day: '2026-02-30' }).findings).toMatchObject([
      { key: 'day', code: 'date' },
    ])
  })
})

test('feedback asks one question for a score, none twice, and none for scores that there are not', () => {
  const nps = named('nps') as Template & { type: 'feedback' }
  const asked = (score: number) =>
    judgeAnswers(questionsOf(nps), { score, missing: 'a', better: 'b', liked: 'c' }).payload
  expect([asked(0), asked(6), asked(7), asked(10)]).toEqual([
    { score: 0, missing: 'a' },
    { score: 6, missing: 'a' },
    { score: 7, better: 'b' },
    { score: 10, liked: 'c' },
  ])
  const followUps = [
    { key: 'a', from: 0, to: 6, question: 'A' },
    { key: 'b', from: 6, to: 10, question: 'B' },
    { key: 'c', from: 5, to: 6, question: 'C' },
  ]
  expect(problems({ type: 'feedback', config: { ...nps.config, followUps } })).toEqual([
    'followUps.1.to',
    'followUps.2.to',
  ])
  const beyond = { ...nps.config, scale: 'stars', followUps: [{ key: 'a', from: 0, to: 5, question: 'A' }] }
  expect(problems({ type: 'feedback', config: beyond })).toEqual(['followUps.0.from'])
  const overlapping = [followUps[0], followUps[2]]
  expect(problems({ type: 'feedback', config: { ...nps.config, followUps: overlapping } })).toEqual(['followUps.1.to'])
})

test('a poll takes one choice, or several where it says so', () => {
  const poll = named('poll') as Template & { type: 'poll' }
  const codes = (multiple: boolean, choice: unknown) =>
    judgeAnswers(questionsOf({ type: 'poll', config: { ...poll.config, multiple } }), { choice }).findings.map(
      (f) => f.code,
    )
  expect(codes(false, 'type')).toEqual([])
  expect(codes(false, ['type'])).toEqual(['option'])
  expect(codes(true, ['type', 'code'])).toEqual([])
  expect(codes(true, ['type', 'type'])).toEqual(['type'])
  expect(codes(true, [])).toEqual(['required'])
})

test('a lead has an address, and what campaigns read comes from fields that can tell it', () => {
  const contact = named('lead-contact') as Template & { type: 'lead' }
  const withLead = (lead: object) => problems({ type: 'lead', config: { ...contact.config, lead } })
  expect(withLead({ email: 'nobody' })).toEqual(['lead.email', 'lead.email'])
  expect(withLead({ email: 'work_email', website: 'brief' })).toEqual(['lead.website'])
  expect(withLead({ email: 'work_email', address: 'brief' })).toEqual(['lead'])
})

test('an announcement links to https and mail, and holds no markup', () => {
  const bar = named('announcement-bar') as Template & { type: 'announcement' }
  const withRun = (run: object) =>
    problems({ type: 'announcement', config: { ...bar.config, content: [{ type: 'paragraph', runs: [run] }] } })
  expect(withRun({ text: 'a', href: 'mailto:a@b.example' })).toEqual([])
  expect(withRun({ text: 'a', href: 'javascript:alert(1)' })[0]).toBe('content.0.runs.0.href')
  expect(withRun({ text: 'a', html: '<b>' })).toEqual(['content.0.runs.0'])
})

test('an inline widget is not opened, and every mode has its places', () => {
  const poll = named('poll') as Template & { type: 'poll' }
  const withDisplay = (display: object) => problems({ type: 'poll', config: { ...poll.config, display } })
  expect(withDisplay({ trigger: { on: 'load' } })).toEqual(['display.trigger'])
  expect(withDisplay({ mode: 'bar', position: 'bottom-left' })).toEqual(['display.position'])
  expect(withDisplay({ mode: 'bar', position: 'bottom', trigger: { on: 'scroll', percent: 40 } })).toEqual([])
})
