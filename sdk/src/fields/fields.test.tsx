// @vitest-environment happy-dom
import type { Field } from '@lapel/contract/fieldRules'
import { afterEach, expect, test, vi } from 'vitest'
import { openForm } from '../testWidget.tsx'

afterEach(() => {
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

const options = [
  { value: 'shop', label: 'A shop' },
  { value: 'blog', label: 'A blog' },
  { value: 'booking', label: 'Bookings' },
]
const asked = (field: Partial<Field> & Pick<Field, 'type'>) =>
  openForm({ fields: [{ key: 'it', label: 'It', ...field } as Field] })

test('ticked options are kept in the order of the form, and counted', async () => {
  const { handle, tick, send, textOf, get } = await asked({
    type: 'multiselect',
    options,
    minChoices: 2,
    maxChoices: 2,
  })
  expect(get('#field-it-bounds').textContent).toBe('Choose at least 2. Choose at most 2.')
  await tick('[name=it]', 2)
  await send()
  expect(textOf('.error')).toEqual(['Choose at least 2.'])
  await tick('[name=it]', 0)
  expect(handle.getData()).toEqual({ it: ['shop', 'booking'] })
  expect(textOf('.error')).toEqual([''])
  await tick('[name=it]', 1)
  await send()
  expect(textOf('.error')).toEqual(['Choose at most 2.'])
})

test('no option ticked is no answer', async () => {
  const { handle, tick, send, textOf } = await asked({ type: 'multiselect', options, required: true })
  await tick('[name=it]')
  await tick('[name=it]')
  expect(handle.getData()).toEqual({})
  await send()
  expect(textOf('.error')).toEqual(['Please choose one.'])
})

test('a page gives several options with commas between', async () => {
  const { handle, all, drawn } = await asked({ type: 'multiselect', options })
  handle.setField('it', 'blog,shop')
  await drawn()
  expect(all('[name=it]').map(({ checked }) => checked)).toEqual([true, true, false])
  expect(handle.getData()).toEqual({ it: ['blog', 'shop'] })
})

test('the lowest point of a scale is an answer, and the ends say what they mean', async () => {
  const form = await asked({ type: 'scale', required: true, lowLabel: 'No', highLabel: 'Yes' })
  expect(form.all('[name=it]')).toHaveLength(11)
  expect(form.get('[name=it]').ariaLabel ?? form.get('[name=it]').getAttribute('aria-label')).toBe('0 – No')
  expect(form.all('[name=it]').at(-1)?.getAttribute('aria-label')).toBe('10 – Yes')
  await form.send()
  expect(form.textOf('.error')).toEqual(['Please choose one.'])
  await form.tick('[name=it]')
  expect(form.handle.getData()).toEqual({ it: 0 })
  expect(form.handle.getErrors()).toEqual([])
})

test('stars are numbers from one, and say how many there are', async () => {
  const { handle, tick, all } = await asked({ type: 'rating', max: 4 })
  expect(all('[name=it]').map((star) => star.getAttribute('aria-label'))).toEqual([
    '1 of 4',
    '2 of 4',
    '3 of 4',
    '4 of 4',
  ])
  await tick('[name=it]', 2)
  expect(handle.getData()).toEqual({ it: 3 })
})

test('a rating that need not be given can be taken back', async () => {
  const { handle, tick, press } = await asked({ type: 'rating' })
  await tick('[name=it]', 2)
  await press('[name=it]:checked')
  expect(handle.getData()).toEqual({})
  const required = await asked({ type: 'rating', required: true })
  await required.tick('[name=it]', 2)
  await required.press('[name=it]:checked')
  expect(required.handle.getData()).toEqual({ it: 3 })
})

test('a slider nobody touched is no answer', async () => {
  const { handle, type, get, press } = await asked({ type: 'slider', min: 0, max: 50, step: 5, unit: 'pages' })
  expect(handle.getData()).toEqual({})
  expect(get('[name=it]').getAttribute('aria-valuetext')).toBe('No answer yet')
  await type('[name=it]', '0')
  expect(handle.getData()).toEqual({ it: 0 })
  expect(get('[name=it]').getAttribute('aria-valuetext')).toBe('0 pages')
  handle.reset()
  expect(handle.getData()).toEqual({})
  await press('[name=it]')
  expect(handle.getData()).toEqual({ it: 25 })
})

test('a date outside its bounds is refused in words', async () => {
  const { type, send, textOf, handle } = await asked({ type: 'date', earliest: '2026-11-01' })
  await type('[name=it]', '2026-10-31')
  await send()
  expect(textOf('.error')).toEqual(['The earliest is Nov 1, 2026.'])
  await type('[name=it]', '2026-11-01')
  expect(handle.getErrors()).toEqual([])
  expect(handle.getData()).toEqual({ it: '2026-11-01' })
})

test('a date that is not finished is not lost in silence', async () => {
  const { get, send, textOf, handle } = await asked({ type: 'date' })
  Object.defineProperty(get('[name=it]'), 'validity', { value: { badInput: true } })
  get('[name=it]').dispatchEvent(new Event('blur'))
  await send()
  expect(textOf('.error')).toEqual(['Enter a whole date.'])
  expect(handle.getData()).toEqual({})
})

test('a time is text like 09:30', async () => {
  const { handle, send, textOf } = await asked({ type: 'time', latest: '18:00' })
  handle.setField('it', '18:30')
  await send()
  expect(textOf('.error')[0]).toMatch(/^The latest is 6:00\sPM\.$/)
  handle.setField('it', '09:30')
  expect(handle.getData()).toEqual({ it: '09:30' })
})

test('a consent has its text bound to it, and links only where the contract lets them lead', async () => {
  const runs = [
    { text: 'See ' },
    { text: 'this', href: 'https://northwind.example/privacy', bold: true },
    { text: 'that', href: 'javascript:alert(1)' },
  ]
  const form = await asked({ type: 'consent', required: true, text: [{ type: 'paragraph', runs }] })
  expect(form.get('[name=it]').getAttribute('aria-describedby')).toContain('field-it-text')
  expect(form.all<HTMLAnchorElement>('.terms a').map(({ href, rel, target }) => [href, rel, target])).toEqual([
    ['https://northwind.example/privacy', 'noopener', '_blank'],
  ])
  await form.send()
  expect(form.textOf('p.error')).toEqual(['Please tick this box.'])
  await form.tick('[name=it]')
  expect(form.handle.getData()).toEqual({ it: true })
})
