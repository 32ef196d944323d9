import { isForPage, type Trigger } from '@lapel/contract/display'
import { mayOpen, remember } from './frequency.ts'
import type { Memory } from './modes.ts'
import type { Presentation } from './presentation.ts'

type Stop = () => void

function listen(target: EventTarget, name: string, listener: (event: Event) => void): Stop {
  target.addEventListener(name, listener, { passive: true })
  return () => target.removeEventListener(name, listener)
}

/** The clicked elements that match, from the innermost out; in shadow roots too. */
const isClickOn = (event: Event, selector: string) =>
  event.composedPath().some((target) => target instanceof Element && target.matches(selector))

function scrolledPercent(): number {
  const { scrollHeight, clientHeight, scrollTop } = document.documentElement
  return scrollHeight > clientHeight ? ((scrollTop + clientHeight) / scrollHeight) * 100 : 100
}

// Towards the address bar and the tabs: a mouse that leaves the page elsewhere is only passing.
const leavesUpwards = (event: Event) => {
  const { relatedTarget, clientY } = event as MouseEvent
  return !relatedTarget && clientY <= 0
}

/** Waits for what opens a widget by itself. */
function waitFor(trigger: Trigger, open: () => void): Stop {
  switch (trigger.on) {
    case 'delay': {
      const timer = setTimeout(open, trigger.seconds * 1000)
      return () => clearTimeout(timer)
    }
    case 'scroll': {
      const check = () => scrolledPercent() >= trigger.percent && open()
      check()
      return listen(window, 'scroll', check)
    }
    case 'exit':
      return listen(document, 'mouseout', (event) => leavesUpwards(event) && open())
    case 'load':
      open()
      return () => {}
    case 'click':
      return () => {}
  }
}

/** Calls `arrive` on every page of a site that changes its address by script. Nothing of the page's history is touched. */
function watchAddress(arrive: () => void): Stop {
  const { navigation } = window as { navigation?: EventTarget }
  if (navigation) return listen(navigation, 'currententrychange', arrive)
  let last = location.href
  const timer = setInterval(() => {
    if (location.href !== last) arrive()
    last = location.href
  }, 500)
  return () => clearInterval(timer)
}

const triggers = { popover: 'click', modal: 'click', 'slide-in': 'load', bar: 'load', inline: 'load' } as const

/** What opens a widget where nothing is said: modals and popovers wait for the visitor, the others come. */
export const triggerOf = ({ mode, trigger }: Presentation): Trigger => trigger ?? { on: triggers[mode] }

/** Waits for what opens the widget, on the pages that it is for. Returns the function that stops waiting. */
export function watch(presentation: Presentation, memory: Memory, open: () => void): Stop {
  const { pages, frequency, selector } = presentation
  const trigger = triggerOf(presentation)
  const clicks = selector ? listen(document, 'click', (event) => isClickOn(event, selector) && open()) : () => {}
  let stopWaiting = () => {}
  let isDone = false
  const openByItself = () => {
    if (isDone) return
    isDone = true
    if (!mayOpen(frequency, memory)) return
    remember(memory)
    open()
  }
  const arrive = () => {
    stopWaiting()
    isDone = !isForPage(pages ?? {}, location.pathname)
    stopWaiting = waitFor(trigger, openByItself)
  }
  const stopAddress = pages ? watchAddress(arrive) : () => {}
  arrive()
  return () => {
    clicks()
    stopAddress()
    stopWaiting()
  }
}
