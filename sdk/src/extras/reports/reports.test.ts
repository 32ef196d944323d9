// @vitest-environment happy-dom
import { fetchError, widgetEvents } from '@lapel/contract/reports'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CompanionPorts, Told } from '../../companions.ts'
import { part } from './index.ts'

const posted: [address: string, body: string][] = []
const beacons: [address: string, body: string][] = []
let status: number
let leave: AbortController

beforeEach(() => {
  vi.useFakeTimers()
  posted.length = beacons.length = 0
  status = 202
  leave = new AbortController()
  vi.stubGlobal('fetch', async (address: string, { body }: { body: string }) => {
    posted.push([address, body])
    return new Response(null, { status })
  })
  navigator.sendBeacon = (address, body) => beacons.push([`${address}`, `${body}`]) > 0
})
afterEach(() => {
  leave.abort()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const tell = (name: Told['name'], detail: Told['detail'] = {}): Told => ({ name, detail, at: Date.now() })

function begin(told: Told[] = []) {
  const placement = {
    publicId: 'w_1',
    instance: 'https://lapel.example/functions/v1/embed/v1/instances/w_1',
    option: () => undefined,
  }
  const state = () => ({ config: { revision: 3, config: { locale: 'de' } } })
  return part({ placement, state, told, left: leave.signal } as unknown as CompanionPorts)
}

const read = (bodies: typeof posted) => bodies.flatMap(([, body]) => widgetEvents.parse(JSON.parse(body)).events)

test('what happened since the first view is sent in one batch, after an idle moment', async () => {
  const listen = begin([tell('ready'), tell('view')])
  listen(tell('start'))
  await vi.advanceTimersByTimeAsync(1500)
  listen(tell('step', { step: 'about-you' }))
  await vi.advanceTimersByTimeAsync(1500)
  expect(posted).toEqual([])
  await vi.advanceTimersByTimeAsync(500)
  expect(posted.map(([address]) => address)).toEqual(['https://lapel.example/functions/v1/embed/v1/events'])
  const events = read(posted)
  expect(events.map(({ type }) => type)).toEqual(['view', 'start', 'step'])
  expect(events[2]?.meta).toMatchObject({ revision: 3, locale: 'de', step: 'about-you', duration_ms: 1500 })
  expect(new Set(events.map(({ id }) => id)).size).toBe(3)
})

test('what is left leaves with the page, and only once', async () => {
  const listen = begin([tell('view')])
  listen(tell('close'))
  dispatchEvent(new Event('pagehide'))
  dispatchEvent(new Event('pagehide'))
  await vi.runAllTimersAsync()
  expect(read(beacons).map(({ type }) => type)).toEqual(['view', 'dismiss'])
  expect(posted).toEqual([])
})

test('a widget that is taken off the page tells what is left, and leaves nothing behind', async () => {
  const listen = begin([tell('view')])
  leave.abort()
  expect(read(posted).map(({ type }) => type)).toEqual(['view'])
  listen(tell('close'))
  dispatchEvent(new Event('pagehide'))
  expect(beacons).toEqual([])
})

test('what did not arrive is sent again with the same ids', async () => {
  status = 503
  const listen = begin([tell('view')])
  await vi.runAllTimersAsync()
  status = 202
  listen(tell('start'))
  await vi.runAllTimersAsync()
  const [first, again] = read(posted)
  expect(again).toEqual(first)
  expect(read(posted)).toHaveLength(3)
})

test('nothing is told of a widget that was not seen, and no odd word spoils a batch', async () => {
  const listen = begin()
  listen(tell('start'))
  await vi.runAllTimersAsync()
  expect(posted).toEqual([])
  listen(tell('view'))
  listen(tell('step', { step: 'Über uns' }))
  listen(tell('error', { during: 'submit', code: 'NETWORK' }))
  await vi.runAllTimersAsync()
  const events = read(posted)
  expect(events.map(({ type }) => type)).toEqual(['view', 'step', 'error'])
  expect(events[1]?.meta).not.toHaveProperty('step')
  expect(events[2]?.meta?.code).toBe('NETWORK')
})

test('what could not be loaded is reported at once, seen or not', () => {
  const detail = 'No published widget has this id'.padEnd(900, '.')
  begin([tell('error', { during: 'load', code: 'INSTANCE_NOT_FOUND', detail })])
  expect(beacons.map(([address]) => address)).toEqual(['https://lapel.example/functions/v1/embed/v1/errors'])
  const report = fetchError.parse(JSON.parse(String(beacons[0]?.[1])))
  expect(report).toMatchObject({ public_id: 'w_1', code: 'INSTANCE_NOT_FOUND' })
  expect(report.detail).toHaveLength(500)
})
