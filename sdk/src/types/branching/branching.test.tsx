// @vitest-environment happy-dom
import type { Field } from '@lapel/contract/fieldRules'
import { afterEach, expect, test, vi } from 'vitest'
import { type FormOf, openForm } from '../../testWidget.tsx'

afterEach(() => {
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

const fields: Field[] = [
  { key: 'seats', type: 'number', label: 'Seats', required: true },
  { key: 'hall', type: 'text', label: 'Hall', required: true },
  { key: 'name', type: 'text', label: 'Name', required: true },
]
const many = { all: [{ field: 'seats', is: 'atLeast' as const, value: 50 }] }
const stepped: FormOf = {
  fields,
  steps: [
    { key: 'size', title: 'How many', fields: ['seats'] },
    { key: 'place', title: 'Where', fields: ['hall'], showIf: many },
    { key: 'you', title: 'About you', fields: ['name'] },
  ],
}

test('a field comes when its condition holds, and its answer is left out when it goes', async () => {
  const [seats, hall] = fields as [Field, Field]
  const { type, all, handle } = await openForm({ fields: [seats, { ...hall, showIf: many }] })
  expect(all('[name=hall]')).toEqual([])
  await type('[name=seats]', '50')
  await type('[name=hall]', 'Main')
  expect(handle.getData()).toEqual({ seats: 50, hall: 'Main' })
  await type('[name=seats]', '49')
  expect(all('[name=hall]')).toEqual([])
  expect(handle.getData()).toEqual({ seats: 49 })
})

test('errors keep the visitor on the step, and are those of the step alone', async () => {
  const { send, textOf, told } = await openForm(stepped)
  await send()
  expect(textOf('h3')).toEqual(['How many'])
  expect(textOf('.notice .link')).toEqual(['Seats – Please fill this in.'])
  expect(told.map(({ name }) => name)).not.toContain('step')
})

test('steps follow the answers; the page is told of each, and the keyboard goes to its heading', async () => {
  const { send, type, press, textOf, told, get, handle } = await openForm(stepped)
  expect(textOf('#progress')).toEqual(['Step 1 of 2'])
  await type('[name=seats]', '80')
  expect(textOf('#progress')).toEqual(['Step 1 of 3'])
  await send()
  expect(textOf('h3')).toEqual(['Where'])
  expect((get('h3').getRootNode() as ShadowRoot).activeElement).toBe(get('h3'))
  await type('[name=hall]', 'Main')
  await press('.back')
  expect(textOf('h3')).toEqual(['How many'])
  expect(get('[name=seats]').value).toBe('80')
  await type('[name=seats]', '3')
  await send()
  expect(textOf('#progress')).toEqual(['Step 2 of 2'])
  expect(handle.getData()).toEqual({ seats: 3 })
  const steps = told.filter(({ name }) => name === 'step').map(({ detail }) => detail)
  expect(steps).toEqual([{ step: 'place' }, { step: 'size' }, { step: 'you' }])
})

test('going back leaves the errors of a step behind', async () => {
  const { send, type, press, all, textOf } = await openForm(stepped)
  await type('[name=seats]', '3')
  await send()
  await send()
  expect(textOf('.notice .link')).toEqual(['Name – Please fill this in.'])
  await press('.back')
  expect(all('.notice')).toEqual([])
})

test('the last step sends, and its button says so', async () => {
  const { send, type, textOf, sent } = await openForm(stepped)
  await type('[name=seats]', '3')
  expect(textOf('[type=submit]')).toEqual(['Next'])
  await send()
  expect(textOf('[type=submit]')).toEqual(['Send'])
  await type('[name=name]', 'Ada')
  await send()
  await vi.waitUntil(() => textOf('h2')[0] === 'Thanks')
  expect(sent.map(({ payload }) => payload)).toEqual([{ seats: 3, name: 'Ada' }])
})

test('what the endpoint finds on an earlier step leads back to it', async () => {
  const { send, type, textOf, handle, get } = await openForm(stepped)
  await type('[name=seats]', '3')
  await send()
  await type('[name=name]', 'Ada')
  const errors = [{ pointer: '/payload/seats', code: 'tooLarge', detail: 'There are 2 left.' }]
  vi.stubGlobal('fetch', async () => Response.json({ code: 'VALIDATION_FAILED', errors }, { status: 422 }))
  await send()
  await vi.waitUntil(() => handle.getErrors().length)
  await vi.waitUntil(() => textOf('h3')[0] === 'How many')
  expect(textOf('.notice .link')).toEqual(['Seats – There are 2 left.'])
  expect((get('h3').getRootNode() as ShadowRoot).activeElement).toBe(get('.notice'))
})
