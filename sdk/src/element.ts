import { guarded } from './guard.ts'
import { attributes, toOption } from './options.ts'
import { follow, sweep } from './widgets.ts'

const toText = (value: unknown) =>
  value === true
    ? ''
    : typeof value === 'object'
      ? `${new URLSearchParams(value as Record<string, string>)}`
      : `${value}`

// Each option is a property too, which frameworks set in place of the attribute.
function addProperty(prototype: HTMLElement, name: string): void {
  Object.defineProperty(prototype, toOption(name), {
    configurable: true,
    get(this: HTMLElement) {
      return this.getAttribute(name)
    },
    set(this: HTMLElement, value: unknown) {
      if (value == null || value === false) this.removeAttribute(name)
      else this.setAttribute(name, toText(value))
    },
  })
}

// Made on demand, so that importing the SDK needs no DOM.
function createElementClass(): CustomElementConstructor {
  class LapelWidget extends HTMLElement {
    static readonly observedAttributes = attributes

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
  for (const name of attributes) addProperty(LapelWidget.prototype, name)
  return LapelWidget
}

/** Registers `<lapel-widget>`. False where another copy of the SDK has done so. */
export function defineElement(): boolean {
  if (customElements.get('lapel-widget')) return false
  customElements.define('lapel-widget', createElementClass())
  return true
}
