import { h, render } from 'preact'
import type { Handle } from '../lapel.d.ts'
import { createClient } from './client.ts'
import { accentCss } from './colour.ts'
import { createEmit } from './events.ts'
import { guarded } from './guard.ts'
import { Session } from './session.ts'
import { createSheet, openShadow, sharedSheet } from './shadow.ts'
import type { State } from './state.ts'
import { english } from './strings.ts'
import { Widget } from './Widget.tsx'

const defaultAccent = '#2f5bea'

/**
 * Loads a widget and renders it into `element` until the handle's `unmount`. No method of the handle throws.
 *
 * @param onUnmount is called by `unmount`
 */
export function mountWidget(element: HTMLElement, publicId: string, host: string, onUnmount: () => void): Handle {
  const root = openShadow(element)
  const accentSheet = createSheet(accentCss(defaultAccent))
  const actions = {
    enter: guarded((key: string, value: string | boolean) => session.enter(key, value)),
    submit: guarded(() => session.submit()),
    reload: guarded(() => session.load()),
  }
  let shown: State['config'] = null
  const show = (state: State) => {
    if (state.config && state.config !== shown) {
      shown = state.config
      accentSheet.replaceSync(accentCss(shown.config.theme?.accent ?? defaultAccent))
    }
    render(<Widget state={state} strings={english} {...actions} />, root)
  }
  const session = new Session({
    client: createClient(host, publicId),
    strings: english,
    render: guarded(show),
    emit: createEmit(element, publicId),
  })
  root.adoptedStyleSheets = [sharedSheet(), accentSheet]
  actions.reload()
  return {
    reset: guarded(() => session.reset()),
    focus: guarded(() => root.querySelector<HTMLElement>('h2[tabindex], input, select, textarea')?.focus()),
    setField: guarded((key, value) => session.fill(key, value)),
    getData: () => session.data,
    getErrors: () => session.errors,
    unmount: guarded(() => {
      onUnmount()
      session.end()
      // What the page itself put into the element shows again.
      render(<slot />, root)
      root.adoptedStyleSheets = []
    }),
  }
}
