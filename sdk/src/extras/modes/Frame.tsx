import { Component, h } from 'preact'
import type { FrameProps } from './modes.ts'
import type { Presentation } from './presentation.ts'
import { triggerOf } from './watch.ts'

/** The element that has the keyboard, inside shadow roots too. */
function findFocus(): HTMLElement | null {
  let focused = document.activeElement
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
  return focused instanceof HTMLElement ? focused : null
}

/** Shows what opens and what it opens in: a modal dialog, or a panel above the page that leaves it usable. */
export class Frame extends Component<FrameProps> {
  #panel: HTMLDialogElement | null = null
  #shown: HTMLDialogElement | null = null
  #opener: HTMLElement | null = null

  override componentDidMount(): void {
    this.componentDidUpdate()
  }

  override componentDidUpdate(): void {
    const { isOpen, presentation } = this.props.door
    const shown = isOpen ? this.#panel : null
    if (shown === this.#shown) return
    if (this.#shown) this.#hide(this.#shown)
    this.#shown = shown
    if (shown) this.#show(shown, presentation)
  }

  #show(panel: HTMLDialogElement, presentation: Presentation): void {
    this.#opener = findFocus()
    if (presentation.mode === 'modal') {
      panel.showModal()
      return
    }
    // Above everything on the page; where the browser cannot, above most of it.
    if (panel.showPopover) panel.showPopover()
    // What the visitor asked for takes the keyboard; what comes by itself leaves it where it is.
    if (triggerOf(presentation).on === 'click') {
      panel.querySelector<HTMLElement>('h2[tabindex], input, select, textarea, button')?.focus()
    }
  }

  #hide(panel: HTMLDialogElement): void {
    if (panel.open) panel.close()
    else if (panel.matches(':popover-open')) panel.hidePopover()
    // A browser gives the keyboard back to what had it, but not across shadow roots in every case.
    this.#opener?.focus()
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    this.props.door.set(false)
  }

  override render({ door, locale, strings, title, children }: FrameProps) {
    const { isOpen, presentation } = door
    const { mode, label, position, selector } = presentation
    const isModal = mode === 'modal'
    const Panel = (isModal ? 'dialog' : 'div') as 'div'
    const place = `${mode} ${position ?? ''}`
    const close = () => door.set(false)
    return (
      <div class={`widget frame ${place}`} {...locale}>
        {triggerOf(presentation).on === 'click' && !selector && (
          <button
            type="button"
            class="button launcher"
            part="launcher"
            aria-expanded={isOpen}
            onClick={() => door.set(!isOpen)}
          >
            {label ?? title ?? `${strings.openWidget}`}
          </button>
        )}
        <Panel
          key={mode}
          ref={(panel: HTMLElement | null) => {
            this.#panel = panel as HTMLDialogElement | null
          }}
          class={`panel ${place}`}
          part="panel"
          aria-label={title ?? label}
          {...(!isModal && { role: mode === 'bar' ? 'region' : 'dialog', popover: 'manual', onKeyDown: this.#onKey })}
          onCancel={(event: Event) => {
            event.preventDefault()
            close()
          }}
          // Only the backdrop is the dialog itself: all else lies on the card.
          onClick={(event: Event) => isModal && event.target === event.currentTarget && close()}
          hidden={!isOpen && !isModal}
        >
          <div class="sheet">
            {children}
            <button type="button" class="close" part="close" aria-label={`${strings.close}`} onClick={close}>
              <span aria-hidden="true">×</span>
            </button>
          </div>
        </Panel>
      </div>
    )
  }
}
