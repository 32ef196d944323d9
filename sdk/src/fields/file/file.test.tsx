// @vitest-environment happy-dom
import type { Field } from '@lapel/contract/fieldRules'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { openForm } from '../../testWidget.tsx'

const uploads = 'https://lapel.example/functions/v1/embed/v1/instances/w_1/uploads'
const bucket = 'https://files.example/put'
const ids = ['0b9f2a1e-6c1d-4c58-9a55-7d0a4f1f0a01', '0b9f2a1e-6c1d-4c58-9a55-7d0a4f1f0a02']

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterAll(() => server.close())
afterEach(() => {
  server.resetHandlers()
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

const file = (name: string, bytes: number, type = 'image/png') => new File([new Uint8Array(bytes)], name, { type })

const headers = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type',
  'access-control-allow-methods': 'POST, PUT',
}

/** A server that keeps what it is sent, refuses these first PUTs when it comes to that, and names the files in turn. */
function keepFiles(...refusals: Promise<number>[]) {
  const announced: unknown[] = []
  const free = [...ids]
  const put: [string | null, number][] = []
  server.use(
    http.options('*', () => new HttpResponse(null, { status: 204, headers })),
    http.post(uploads, async ({ request }) => {
      const id = free.shift()
      announced.push(await request.json())
      const receipt = { id, url: bucket, method: 'PUT', headers: { 'Content-Type': 'image/png' }, expires_at: '' }
      return HttpResponse.json(receipt, { status: 201, headers })
    }),
    http.put(bucket, async ({ request }) => {
      const refusal = await refusals.shift()
      if (refusal) return new HttpResponse(null, { status: refusal, headers })
      put.push([request.headers.get('content-type'), (await request.arrayBuffer()).byteLength])
      return new HttpResponse(null, { status: 204, headers })
    }),
  )
  return { announced, put }
}

/** A status that is known when the test says it; 0 keeps the file. */
function hold() {
  let answer = (_status: number) => {}
  const status = new Promise<number>((resolve) => {
    answer = resolve
  })
  return { status, answer }
}

async function openFiles(field: Partial<Field> = {}) {
  const form = await openForm({
    fields: [{ key: 'it', label: 'It', type: 'file', types: ['image/png'], maxBytes: 100, ...field } as Field],
  })
  return {
    ...form,
    async choose(...files: File[]) {
      Object.defineProperty(form.get('[name=it]'), 'files', { value: files, configurable: true })
      form.get('[name=it]').dispatchEvent(new Event('change', { bubbles: true }))
      await form.drawn()
    },
    kept: (count: number) => vi.waitUntil(() => form.all('.kept').length === count),
  }
}

test('a file is announced, its bytes are sent, and the answer is its id', async () => {
  const { announced, put } = keepFiles()
  const { choose, kept, handle, textOf, get } = await openFiles({ required: true })
  await choose(file('a/photo.png', 40))
  await kept(1)
  expect(announced).toEqual([{ field: 'it', name: 'aphoto.png', type: 'image/png', bytes: 40 }])
  expect(put).toEqual([['image/png', 40]])
  expect(handle.getData()).toEqual({ it: [ids[0]] })
  expect(textOf('[role=status]')[0]).toMatch(/photo\.png: Sent$/)
  expect(get('.file-act').getAttribute('aria-label')).toMatch(/^Remove .*photo\.png$/)
})

test('what is too large, of another type, empty or one too many is never announced', async () => {
  const { announced } = keepFiles()
  const { choose, kept, textOf } = await openFiles({ maxFiles: 1 })
  const others = [file('large.png', 101), file('page.html', 9, 'text/html'), file('none.png', 0), file('b.png', 9)]
  await choose(file('a.png', 9), ...others)
  await kept(1)
  expect(announced).toHaveLength(1)
  expect(textOf('[role=alert] p')).toEqual([
    '“large.png” is larger than 0.1 kB.',
    '“page.html” is of a type that cannot be sent here.',
    '“none.png” is empty.',
    'At most 1 can be sent: “b.png” was left out.',
  ])
})

test('nothing is sent before the files are there; one that failed is sent once more', async () => {
  const { status, answer } = hold()
  keepFiles(status)
  const { choose, kept, all, send, sent, press, textOf, handle } = await openFiles()
  await choose(file('a.png', 9))
  await send()
  expect(textOf('p.error')).toEqual(['Please wait until everything has been sent.'])
  answer(503)
  await vi.waitUntil(() => all('.failed').length)
  expect(textOf('p.error')).toEqual(['A file could not be sent. Try again or remove it.'])
  await send()
  expect(sent).toEqual([])
  await press('[aria-label^="Try again"]')
  await kept(1)
  expect(handle.getErrors()).toEqual([])
  await send()
  await vi.waitUntil(() => sent.length)
  expect(sent[0]?.payload).toEqual({ it: [ids[1]] })
})

test('a removed file is no answer, and the keyboard goes back to choosing', async () => {
  keepFiles()
  const { choose, kept, press, handle, get, all } = await openFiles({ maxFiles: 2 })
  await choose(file('a.png', 9), file('b.png', 9))
  await kept(2)
  await press('.file-act')
  expect(all('.kept')).toHaveLength(1)
  expect(handle.getData()).toEqual({ it: [ids[1]] })
  expect((get('form').getRootNode() as ShadowRoot).activeElement).toBe(get('[name=it]'))
})

test('files go on while their step is not shown', async () => {
  const { status, answer } = hold()
  keepFiles(status)
  const field = { key: 'it', label: 'It', type: 'file', types: ['image/png'] } as Field
  const { get, press, send, all, handle, drawn } = await openForm({
    fields: [{ key: 'name', label: 'Name', type: 'text' }, field],
    steps: [
      { key: 'a', title: 'A', fields: ['name'] },
      { key: 'b', title: 'B', fields: ['it'] },
    ],
  })
  await send()
  Object.defineProperty(get('[name=it]'), 'files', { value: [file('a.png', 9)] })
  get('[name=it]').dispatchEvent(new Event('change', { bubbles: true }))
  await drawn()
  await press('.back')
  expect(handle.getData()).toEqual({})
  answer(0)
  await vi.waitUntil(() => Array.isArray(handle.getData().it))
  await send()
  expect(all('.kept')).toHaveLength(1)
})
