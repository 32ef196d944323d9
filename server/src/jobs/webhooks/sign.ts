import { createHmac } from 'node:crypto'

// A secret is given out as base64 behind this.
const prefix = /^whsec_/

const keyOf = (secret: string) => Buffer.from(secret.replace(prefix, ''), 'base64')

/**
 * The header `webhook-signature`: one signature for each secret, the newest first.
 *
 * @param seconds since 1970, as in `webhook-timestamp`
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatures(secrets: readonly string[], id: string, seconds: number, body: string): string {
  const sign = (secret: string) =>
    createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body}`).digest('base64')
  return secrets.map((secret) => `v1,${sign(secret)}`).join(' ')
}
