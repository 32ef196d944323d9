import { type ComponentType, h, render } from 'preact'
import { part as sending } from '../extras/sending/index.ts'
import { Session } from '../session.ts'
import { initialState, type State } from '../state.ts'
import { english, type Strings } from '../strings.ts'
import type { Actions, WidgetProps, WidgetType } from '../view.ts'

/** For tests: a widget type, drawn into an element by a session of its own whose server takes everything. */
export async function drawType<Config>(type: WidgetType<Config>, config: Config) {
  const place = document.body.appendChild(document.createElement('div'))
  const root = place.attachShadow({ mode: 'open' })
  const payloads: unknown[] = []
  const embed = {
    public_id: `w_${crypto.randomUUID()}`,
    type: 'form',
    revision: 1,
    config: config as { version: number },
  }
  const Type = type.component as ComponentType<WidgetProps<Config>>
  let state: State = initialState
  const strings = { ...english, ...sending.strings, ...type.strings } as Strings
  const shared = {
    modes: undefined,
    sending,
    mode: 'inline',
    instance: 'https://host.example/functions/v1/embed/v1/instances/w_1',
    language: 'en',
    css: '',
    strings,
  } as const
  const parts = { ...shared, type: type as unknown as WidgetType<never>, fields: { ...type.fieldTypes } }
  const session = new Session({
    client: {
      readConfig: async () => ({ ok: true, value: embed }),
      submissions: () => `${shared.instance}/submissions`,
      post: async ({ body }) => {
        const { id, payload } = JSON.parse(`${body}`)
        payloads.push(payload)
        return { ok: true, value: { id, status: 'accepted', received_at: '2026-11-21T09:00:00Z' } }
      },
    },
    page: { base: '', host: '', requests: new Map(), embedded: new Map(), consent: false },
    element: { shadowRoot: null },
    embedded: null,
    findParts: () => parts,
    given: () => ({ prefill: new Map(), hidden: new Map(), parameters: new URLSearchParams() }),
    load: async <Part,>() => sending as Part,
    outbox: () => undefined,
    emit: () => {},
    render: (next) => {
      state = next
      if (state.config)
        render(<Type config={config} state={state} parts={parts} strings={strings} actions={actions} />, root)
    },
  })
  const actions: Actions = {
    enter: (key, value) => session.enter(key, value),
    check: (keys) => session.check(keys),
    step: () => {},
    submit: () => void session.submit(),
    reset: () => session.reset(),
    reload: () => {},
    close: () => {},
    endpoint: (name) => `${shared.instance}/${name}`,
  }
  await session.load()
  const all = (selector: string) => [...root.querySelectorAll<HTMLInputElement>(selector)]
  return { root, session, payloads, all }
}
