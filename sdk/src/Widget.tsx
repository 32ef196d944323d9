import { h } from 'preact'
import { Form } from './form/Form.tsx'
import { Receipt } from './form/Receipt.tsx'
import type { View } from './view.ts'

/** What the page put inside the element, or a quiet line where trying again can help, or nothing at all. */
function Unavailable({ state, strings, reload }: View) {
  return (
    <slot>
      {state.failure?.transient && (
        <p class="widget description">
          {`${strings.unavailable} `}
          <button type="button" class="link" onClick={reload}>
            {strings.tryAgain}
          </button>
        </p>
      )}
    </slot>
  )
}

/** All that a widget shows, from its state. */
export function Widget(view: View) {
  const { phase, config } = view.state
  if (phase === 'unavailable') return <Unavailable {...view} />
  const form = config?.config
  return (
    <div class="widget card" part="card" aria-busy={!form || phase === 'sending'}>
      {form && (phase === 'sent' ? <Receipt receipt={form.receipt} /> : <Form form={form} {...view} />)}
    </div>
  )
}
