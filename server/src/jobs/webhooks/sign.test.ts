import { Webhook as Standard } from 'standardwebhooks'
import { Webhook as Svix } from 'svix'
import { expect, test } from 'vitest'
import { signatures } from './sign.ts'

const body = '{"type": "submission.accepted", "data": {"name": "Zoë 🎈"}}'
const secret = (text: string) => `whsec_${Buffer.from(text.padEnd(24, '.')).toString('base64')}`
const [old, current, foreign] = [secret('old'), secret('current'), secret('foreign')]

function headers(secrets: string[], sent = body) {
  const seconds = Math.floor(Date.now() / 1000)
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures(secrets, 'msg_1', seconds, sent),
  }
}

test.each([
  ['standardwebhooks', Standard],
  ['svix', Svix],
])('%s verifies with each of the secrets, and with no other', (_, Webhook) => {
  new Webhook(current).verify(body, headers([current]))
  for (const known of [current, old]) new Webhook(known).verify(body, headers([current, old]))
  expect(() => new Webhook(foreign).verify(body, headers([current, old]))).toThrow()
  expect(() => new Webhook(current).verify(`${body} `, headers([current]))).toThrow()
})

test('signs as the example of the specification', () => {
  // https://docs.svix.com/receiving/verifying-payloads/how-manual
  const signature = signatures(
    ['whsec_plJ3nmyCDGBKInavdOK15jsl'],
    'msg_loFOjxBNrRLzqYUf',
    1731705121,
    '{"event_type":"ping","data":{"success":true}}',
  )
  expect(signature).toBe('v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=')
})
