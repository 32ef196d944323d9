/** Where, when and how often a widget appears: the same for all types. No zod in this file. */

export const modes = ['inline', 'popover', 'modal', 'slide-in', 'bar'] as const
export type Mode = (typeof modes)[number]
export const positions = ['bottom-right', 'bottom-left', 'top', 'bottom'] as const
export type Position = (typeof positions)[number]

/** What opens a widget that is not inline. `click`: a button of its own, or the page by `Lapel.open`. */
export type Trigger =
  | { on: 'click' }
  | { on: 'load' }
  | { on: 'delay'; seconds: number }
  | { on: 'scroll'; percent: number }
  | { on: 'exit' }

export const pageOperators = ['equals', 'startsWith', 'endsWith', 'contains'] as const

/** A test of the page's path, like /pricing; the address' query and fragment are left out. */
export type PageRule = {
  path: (typeof pageOperators)[number]
  value: string
}

/** Pages that show the widget: those that some rule of `only` allows, if there is one, and that none of `never` forbids. */
export type Pages = {
  only?: PageRule[] | undefined
  never?: PageRule[] | undefined
}

export const frequencyWindows = ['session', 'day', 'week', 'month', 'ever'] as const

/** At most `times` appearances per window. A month has 30 days. */
export type Frequency = {
  times: number
  per: (typeof frequencyWindows)[number]
}

export type Display = {
  mode?: Mode | undefined
  /** Of popover and slide-in: a corner at the bottom; of a bar: top or bottom. */
  position?: Position | undefined
  trigger?: Trigger | undefined
  /** On the button that opens it. */
  label?: string | undefined
  pages?: Pages | undefined
  /** Needs the visitor's consent to storage; without it, counts what the page itself has shown. */
  frequency?: Frequency | undefined
}

const meets =
  (pathname: string) =>
  ({ path, value }: PageRule) => {
    if (path === 'equals') return pathname === value
    if (path === 'startsWith') return pathname.startsWith(value)
    return path === 'endsWith' ? pathname.endsWith(value) : pathname.includes(value)
  }

/** Whether a widget is for a page, by the page's path. */
export const isForPage = ({ only, never }: Pages, pathname: string): boolean =>
  (!only || only.some(meets(pathname))) && !never?.some(meets(pathname))

const day = 86_400_000
const windows = { session: Infinity, day, week: 7 * day, month: 30 * day, ever: Infinity }

/**
 * Whether a widget may appear once more.
 *
 * @param seen when it appeared, in milliseconds; for `session` those of this session only
 */
export const mayAppear = ({ times, per }: Frequency, seen: readonly number[], now: number): boolean =>
  seen.filter((at) => now - at < windows[per]).length < times
