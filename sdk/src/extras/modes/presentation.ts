import type { Display, Frequency, Pages, Trigger } from '@lapel/contract/display'
import type { Placement } from '../../placement.ts'

export type Mode = NonNullable<Display['mode']>

/** Where a widget shows and what opens it. */
export interface Presentation extends Display {
  mode: Mode
  /** What opens it when it is clicked, in place of a button of its own. */
  selector?: string
}

type Option = Placement['option']

function readTrigger(option: Option): Pick<Presentation, 'trigger' | 'selector'> {
  const on = option('openOn') as Trigger['on'] | undefined
  const value = option('openValue')
  if (!on) return {}
  const amount = Number(value) || 0
  const trigger = { on, seconds: amount, percent: amount } as Trigger
  return { trigger, ...(on === 'click' && value ? { selector: `${value}` } : {}) }
}

const readPages = (paths: string): Pages => ({
  only: paths
    .split(/\s+/)
    .map((path) =>
      path.endsWith('*') ? { path: 'startsWith', value: path.slice(0, -1) } : { path: 'equals', value: path },
    ),
})

function readFrequency(text: string): Frequency {
  const [times, per] = text.split('/')
  return { times: Number(times), per: per as Frequency['per'] }
}

/** What the page asks for, before what the config says. */
export function readPresentation(option: Option, mode: Mode, display: Display = {}): Presentation {
  const pages = option('pages')
  const frequency = option('frequency')
  const asked = { position: option('position'), label: option('label') }
  const given = Object.entries(asked).filter(([, value]) => value)
  return {
    ...display,
    mode,
    ...Object.fromEntries(given),
    ...readTrigger(option),
    ...(pages ? { pages: readPages(`${pages}`) } : {}),
    ...(frequency ? { frequency: readFrequency(`${frequency}`) } : {}),
  }
}
