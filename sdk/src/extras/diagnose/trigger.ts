import { isForPage, mayAppear } from '@lapel/contract/display'
import type { Finding } from '../../../lapel.d.ts'
import { readAttribute } from '../../loader/attributes.ts'
import { toAttribute } from '../../options.ts'
import type { Published } from '../../published.ts'
import { type Presentation, readPresentation } from '../modes/presentation.ts'
import { find } from './findings.ts'

const triggers = { popover: 'click', modal: 'click', 'slide-in': 'load', bar: 'load', inline: 'load' } as const

/** Where an element's widget shows and what opens it, by its attributes and the config. */
export function presentationOf(element: Element, { config: { display } }: Published): Presentation {
  const option = (name: string) => readAttribute(element, toAttribute(name))
  const mode = (option('mode') || display?.mode || 'inline') as Presentation['mode']
  return readPresentation(option, mode, display)
}

/** Whether a widget that is not inline is open. */
export function isOpen(root: ShadowRoot): boolean {
  const panel = root.querySelector<HTMLElement>('[part~=panel]')
  return panel instanceof HTMLDialogElement ? panel.open : !!panel && !panel.hidden
}

function timesSeen(id: string, store: () => Storage): number[] {
  try {
    const kept: unknown = JSON.parse(store().getItem(`lapel:seen:${id}`) ?? '[]')
    return Array.isArray(kept) ? kept.map(Number) : []
  } catch {
    // Storage that the browser forbids holds nothing back.
    return []
  }
}

function findTrigger(id: string, { trigger, mode, selector, label }: Presentation): Finding | undefined {
  const asked = trigger ?? { on: triggers[mode] }
  const later = (when: string) => find('OPENS_LATER', { id, when })
  switch (asked.on as string) {
    case 'click':
      if (!selector) return find('OPENS_BY_CLICK', { id, what: label ? `its button “${label}”` : 'its button' })
      return find(document.querySelector(selector) ? 'OPENS_BY_CLICK' : 'TRIGGER_TARGET_MISSING', {
        id,
        what: selector,
      })
    case 'delay':
      return later(`after ${(asked as { seconds: number }).seconds} seconds`)
    case 'scroll':
      return later(`when ${(asked as { percent: number }).percent} % of the page have been read`)
    case 'exit':
      return later('when the mouse leaves the page through its top')
    default:
      return undefined
  }
}

/** What a closed widget waits for, or why it does not open. */
export function explainClosed(id: string, presentation: Presentation): Finding | undefined {
  const { pages, frequency, trigger } = presentation
  const opensItself = (trigger?.on ?? triggers[presentation.mode]) !== 'click'
  if (opensItself && !isForPage(pages ?? {}, location.pathname))
    return find('NOT_ON_THIS_PAGE', { id, path: location.pathname })
  if (opensItself && frequency) {
    const seen = timesSeen(id, () => (frequency.per === 'session' ? sessionStorage : localStorage))
    if (!mayAppear(frequency, seen, Date.now()))
      return find('SHOWN_OFTEN_ENOUGH', { id, count: seen.length, ...frequency })
  }
  return findTrigger(id, presentation)
}
