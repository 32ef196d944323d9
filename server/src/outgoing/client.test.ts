import { once } from 'node:events'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type NameServer, startNameServer } from '../../test/nameServer.ts'
import { bodyOf, type Certificate, makeCertificate, type Receiver, startReceiver } from '../../test/receiver.ts'
import { createOutgoing } from './client.ts'

type Settings = Parameters<typeof createOutgoing>[0]

let certificate: Certificate
let names: NameServer
beforeAll(async () => {
  certificate = await makeCertificate()
  setDefaultCACertificates([...getCACertificates(), certificate.cert])
  names = await startNameServer()
})
afterAll(() => names.stop())

function open(settings: Partial<Settings> = {}) {
  const outgoing = createOutgoing({ reach: 'anywhere', ...settings })
  onTestFinished(() => outgoing.close())
  return outgoing
}

async function receive(handler: Parameters<typeof startReceiver>[1], with_ = certificate): Promise<Receiver> {
  const receiver = await startReceiver(with_, handler)
  onTestFinished(receiver.stop)
  return receiver
}

const get = (url: string) => ({ method: 'GET' as const, url, headers: {} })

test('sends what it is given and gives back what is answered', async () => {
  const heard: unknown[] = []
  const { url } = await receive(async (incoming, answer) => {
    heard.push(incoming.method, incoming.url, incoming.headers['x-mine'], await bodyOf(incoming))
    answer.writeHead(202, { 'Retry-After': '7' }).end('thanks')
  })
  const headers = { 'x-mine': 'yes', 'content-type': 'application/json' }
  const answer = await open().send({ method: 'POST', url: `${url}/in?a=b`, headers, body: '{"n":1}' })
  expect(heard).toEqual(['POST', '/in?a=b', 'yes', '{"n":1}'])
  expect(answer).toMatchObject({ status: 202, cut: false, headers: { 'retry-after': '7' } })
  expect(String(answer.body)).toBe('thanks')
})

test('a redirect is an answer and is not followed', async () => {
  const { url, connections } = await receive((incoming, answer) => {
    answer.writeHead(incoming.url === '/' ? 307 : 200, { Location: '/other' }).end()
  })
  expect((await open().send({ ...get(url), method: 'POST', body: 'x' })).status).toBe(307)
  expect(connections()).toBe(1)
})

test('an answer without end is read as far as allowed, and cut off', async () => {
  let closed: Promise<unknown> | undefined
  const { url } = await receive((_, answer) => {
    closed = once(answer, 'close')
    answer.writeHead(200)
    const more = () => {
      while (answer.write(Buffer.alloc(65_536, 'x')));
    }
    answer.on('drain', more)
    more()
  })
  const answer = await open().send(get(url))
  expect([answer.status, answer.body.byteLength, answer.cut]).toEqual([200, 65_536, true])
  await closed
})

test('compressed answers stay as small as they came', async () => {
  const { url } = await receive((_, answer) => {
    answer.writeHead(200, { 'Content-Encoding': 'gzip' }).end('not gzip at all')
  })
  expect(String((await open().send(get(url))).body)).toBe('not gzip at all')
})

test.each([
  ['does not answer', () => undefined],
  ['does not end its answer', (_: unknown, answer: { write(text: string): void }) => answer.write('x')],
])('who %s is given up', async (_, handler) => {
  const { url } = await receive(handler)
  await expect(open({ milliseconds: 300 }).send(get(url))).rejects.toThrow('no whole answer within 0.3 seconds')
})

test('who asked may give up too', async () => {
  const stop = new AbortController()
  const { url } = await receive(() => stop.abort(new Error('stopping')))
  await expect(open().send({ ...get(url), signal: stop.signal })).rejects.toThrow('stopping')
})

test('a certificate that nobody vouches for is not taken', async () => {
  const { url } = await receive((_, answer) => answer.end(), await makeCertificate())
  await expect(open().send(get(url))).rejects.toThrow('The certificate is not trusted.')
})

test('a certificate for another name is not taken', async () => {
  const other = await makeCertificate('127.0.0.9')
  setDefaultCACertificates([...getCACertificates('default'), other.cert])
  const { url } = await receive((_, answer) => answer.end(), other)
  await expect(open().send(get(url))).rejects.toThrow('The certificate is for another host name.')
})

test.each([
  ['http://hooks.example/', 'not https'],
  ['ftp://hooks.example/', 'not https'],
  ['hooks.example', 'not https'],
  ['https://', 'not https'],
  ['https://me@hooks.example/', 'names a user'],
  ['https://:word@hooks.example/', 'names a user'],
  ['https://hooks.example:444/', 'neither 443 nor 8443'],
  ['https://hooks.example:80/', 'neither 443 nor 8443'],
  ['https://127.0.0.1/', 'not on the public internet'],
  ['https://0177.1/', 'not on the public internet'],
  ['https://2130706433/', 'not on the public internet'],
  ['https://0x7f.0.0.1:8443/', 'not on the public internet'],
  ['https://[::1]/', 'not on the public internet'],
  ['https://[::ffff:127.0.0.1]/', 'not on the public internet'],
  ['https://[::ffff:7f00:1]:8443/', 'not on the public internet'],
  ['https://169.254.169.254/latest/meta-data/', 'not on the public internet'],
])('%s is not asked', async (url, why) => {
  await expect(open({ reach: 'public', resolver: names.resolver }).send(get(url))).rejects.toThrow(why)
})

test('anywhere is https too', async () => {
  const plain = await startReceiver(null, (_, answer) => answer.end())
  onTestFinished(plain.stop)
  await expect(open().send(get(plain.url))).rejects.toThrow('not https')
  expect(plain.connections()).toBe(0)
})

test.each([
  ['an address of this machine', { 'A in.example': ['127.0.0.1'] }],
  ['a public and a private one', { 'A in.example': ['93.184.216.34', '10.0.0.1'] }],
  ['a private one of the other family', { 'A in.example': ['93.184.216.34'], 'AAAA in.example': ['fd00::1'] }],
  ['an alias', { 'CNAME in.example': ['localhost'], 'A in.example': ['127.0.0.1'] }],
])('a name that leads to %s is not connected to', async (_, records) => {
  names.zone.clear()
  for (const [question, answer] of Object.entries(records)) names.zone.set(question, answer)
  const sent = open({ reach: 'public', resolver: names.resolver }).send(get('https://in.example/'))
  await expect(sent).rejects.toThrow('not on the public internet')
})

test('a name is looked up for the connection alone, so it cannot change in between', async () => {
  names.zone.clear()
  names.zone.set('A moving.example', ['127.0.0.1'])
  names.asked.length = 0
  const sent = open({ reach: 'public', resolver: names.resolver }).send(get('https://moving.example:8443/'))
  await expect(sent).rejects.toThrow('not on the public internet')
  expect(names.asked.toSorted()).toEqual(['A moving.example', 'AAAA moving.example'])
})

test.each([
  ['nobody knows', {}, 'not known'],
  ['fails', { 'A in.example': 'SERVFAIL' as const, 'AAAA in.example': 'SERVFAIL' as const }, 'name server'],
  ['is not told', { 'A in.example': 'silence' as const, 'AAAA in.example': 'silence' as const }, 'name server'],
])('a name that %s is not asked', async (_, records, why) => {
  names.zone.clear()
  for (const [question, answer] of Object.entries(records)) names.zone.set(question, answer)
  const sent = open({ reach: 'public', resolver: names.resolver }).send(get('https://in.example/'))
  await expect(sent).rejects.toThrow(why)
})
