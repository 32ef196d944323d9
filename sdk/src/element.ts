import { guarded } from './guard.ts'
import { follow, sweep } from './widgets.ts'

// Made on demand, so that importing the SDK needs no DOM.
function createElementClass(): CustomElementConstructor {
  return class LapelWidget extends HTMLElement {
    static readonly observedAttributes = ['public-id', 'host']

    connectedCallback(): void {
      guarded(follow)(this)
    }

    attributeChangedCallback(): void {
      guarded(follow)(this)
    }

    disconnectedCallback(): void {
      queueMicrotask(guarded(sweep))
    }
  }
}

/** Registers `<lapel-widget public-id host>`. False where another copy of the SDK has done so. */
export function defineElement(): boolean {
  if (customElements.get('lapel-widget')) return false
  customElements.define('lapel-widget', createElementClass())
  return true
}
