import { type FetchError, maxEvents, type WidgetEvents } from '@lapel/contract/reports'
import type { Companion, CompanionPorts, Told } from '../../companions.ts'
import { guarded } from '../../kit.ts'
import { describePage } from '../../page.ts'
import { randomId } from '../../randomId.ts'

type Reported = WidgetEvents['events'][number]

/** Milliseconds without an event before what has gathered is sent. */
const idle = 2000

/** How the funnel calls what happened. */
const types: Partial<Record<Told['name'], Reported['type']>> = {
  view: 'view',
  start: 'start',
  step: 'step',
  submit: 'submit',
  error: 'error',
  close: 'dismiss',
}

/** Only what fits: one odd word, and the whole batch would be refused. */
const word = (longest: number, text: string | undefined) =>
  text && new RegExp(`^[A-Za-z0-9][\\w.-]{0,${longest - 1}}$`).test(text) ? text : undefined

function describe({ name, detail, at }: Told, viewed: number, { state }: CompanionPorts): Reported | undefined {
  const type = types[name]
  if (!type) return undefined
  const { revision, config } = state().config ?? {}
  const meta = {
    revision,
    step: word(40, detail.step),
    code: word(60, detail.code),
    locale: word(35, config?.locale),
    ...(type !== 'view' && { duration_ms: at - viewed }),
  }
  return { id: randomId(), type, meta }
}

function reportFailure(address: string, publicId: string, { detail }: Told): void {
  const { page } = describePage()
  const report: FetchError = {
    public_id: publicId,
    code: word(60, detail.code) ?? 'UNEXPECTED',
    detail: detail.detail?.slice(0, 500),
    ...(page?.startsWith('http') && { page }),
    sdk_version: __VERSION__,
  }
  navigator.sendBeacon(`${address}/errors`, JSON.stringify(report))
}

/** Tells the funnel what happened in a widget from its first view on, and Lapel what could not be loaded or shown. */
export const part: Companion = (ports) => {
  const { publicId, instance, option } = ports.placement
  const address = instance.replace(/\/instances\/[^/]*$/, '')
  const { left } = ports
  const gathered: Reported[] = []
  let viewed = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const write = (events: Reported[]) => {
    const token = (option('token') || undefined) as string
    return JSON.stringify({ public_id: publicId, token, events } satisfies WidgetEvents)
  }
  const send = guarded(async () => {
    const events = gathered.splice(0, maxEvents)
    if (!events.length) return
    // As plain text, which a browser sends to another site without asking first. The ids make a second time harmless.
    const answer = await fetch(`${address}/events`, { method: 'POST', body: write(events), keepalive: true }).catch(
      () => undefined,
    )
    if (!answer || answer.status >= 500) gathered.unshift(...events.slice(0, maxEvents - gathered.length))
  })
  const listen = (told: Told) => {
    if (told.name === 'view') viewed = told.at
    if (told.detail.during === 'load') return reportFailure(address, publicId, told)
    const event = viewed ? describe(told, viewed, ports) : undefined
    if (!event) return
    gathered.push(event)
    clearTimeout(timer)
    // A timer would hold on to a widget that is gone.
    if (left.aborted) return send()
    timer = setTimeout(send, idle)
  }
  left.addEventListener('abort', () => {
    clearTimeout(timer)
    send()
  })
  addEventListener(
    'pagehide',
    () => {
      while (gathered.length) navigator.sendBeacon(`${address}/events`, write(gathered.splice(0, maxEvents)))
    },
    { signal: left },
  )
  ports.told.forEach(listen)
  return listen
}
