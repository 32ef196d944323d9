// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest'
import type { LapelApi } from '../lapel.d.ts'
import type { Start } from './loader/start.ts'

const given: Start = { base: '', host: '', requests: new Map(), embedded: new Map() }

async function loadScript(): Promise<LapelApi> {
  vi.resetModules()
  const { start } = await import('./runtime.ts')
  start(given)
  return window.Lapel as LapelApi
}

beforeEach(() => {
  delete window.Lapel
})

test('calls that waited are run, in order, and later ones at once', async () => {
  const calls: string[] = []
  window.Lapel = { q: [() => calls.push('first'), (lapel) => calls.push(lapel.version)] }
  const lapel = await loadScript()
  lapel.q.push(() => calls.push('later'))
  expect(calls).toEqual(['first', lapel.version, 'later'])
})

test('a call that throws stops neither the others nor the page', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  const after = vi.fn()
  const broken = () => {
    throw new Error('of the page')
  }
  window.Lapel = { q: [broken, ['no such method' as 'on'], after] }
  await loadScript()
  expect(after).toHaveBeenCalledOnce()
  expect(warn).toHaveBeenCalledTimes(2)
})

test('a second copy leaves everything to the first', async () => {
  const first = await loadScript()
  expect(await loadScript()).toBe(first)
})

test('an element that happens to be called Lapel is no Lapel', async () => {
  const clobber = document.createElement('form')
  window.Lapel = clobber as unknown as LapelApi
  expect((await loadScript()).mount).toBeTypeOf('function')
})

test('mounting into nothing returns a handle that does nothing', async () => {
  vi.spyOn(console, 'warn').mockReturnValue()
  const { mount } = await loadScript()
  const handle = mount(null as unknown as HTMLElement, { publicId: 'w_1' })
  handle.reset()
  expect(handle.getData()).toEqual({})
  expect(handle.getErrors()).toEqual([])
})
