import type { FormConfig } from '@lapel/contract/widgets/form'
import { vi } from 'vitest'
import type { LapelEventName } from '../lapel.d.ts'
// Loaded beforehand, so that a test that sends does not wait for it longer than it waits for a drawing.
import './extras/sending/index.ts'
import { mountWidget } from './mount.tsx'
import type { Placement } from './placement.ts'

/** What tests say of a form; the rest is the same for all. */
export type FormOf = Pick<FormConfig, 'fields'> & Partial<FormConfig>

const instance = 'https://lapel.example/functions/v1/embed/v1/instances/w_1'

/** Mounts a form whose config came with the script, as a page does, and waits until it is drawn. What it sends is kept. */
export async function openForm(form: FormOf) {
  const config = { version: 1, title: 'Form', submitLabel: 'Send', receipt: { title: 'Thanks' }, ...form }
  const embedded = JSON.stringify({ public_id: 'w_1', type: 'form', revision: 1, config })
  const sent: { payload: unknown }[] = []
  vi.stubGlobal('fetch', async (_address: string, { body }: RequestInit) => {
    sent.push(JSON.parse(`${body}`))
    return Response.json({ id: 'id', status: 'accepted', received_at: '2026-11-21T09:00:00Z' }, { status: 201 })
  })
  const told: { name: LapelEventName; detail: object }[] = []
  const element = document.body.appendChild(document.createElement('div'))
  const placement: Placement = {
    element,
    publicId: 'w_1',
    instance,
    page: { base: '', host: '', requests: new Map(), embedded: new Map([[instance, embedded]]), consent: false },
    emit: (name, detail) => void told.push({ name, detail }),
    option: () => undefined,
  }
  const handle = mountWidget(placement)
  const root = element.shadowRoot as ShadowRoot
  const all = <Found extends HTMLElement = HTMLInputElement>(selector: string) => [
    ...root.querySelectorAll<Found>(selector),
  ]
  await vi.waitUntil(() => all('form').length)
  const get = <Found extends HTMLElement = HTMLInputElement>(selector: string) => {
    const [found] = all<Found>(selector)
    if (!found) throw new Error(`Nothing is ${selector}.`)
    return found
  }
  /** Lets what has changed be drawn. */
  const drawn = () => new Promise((resolve) => setTimeout(resolve))
  return {
    handle,
    told,
    sent,
    all,
    get,
    drawn,
    /** Types into a field, as a browser tells it. */
    async type(selector: string, value: string) {
      get(selector).value = value
      get(selector).dispatchEvent(new Event('input', { bubbles: true }))
      await drawn()
    },
    /** Ticks a box, or chooses a radio button. */
    async tick(selector: string, index = 0) {
      const box = all(selector)[index] as HTMLInputElement
      box.checked = box.type === 'radio' || !box.checked
      box.dispatchEvent(new Event('input', { bubbles: true }))
      await drawn()
    },
    async press(selector: string) {
      get(selector).click()
      await drawn()
    },
    async send() {
      get('form').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
      await drawn()
    },
    textOf: (selector: string) => all<HTMLElement>(selector).map(({ textContent }) => textContent.trim()),
  }
}
