import { randomUUID } from 'node:crypto'

let sent = 0

/** A new visitor's answers, which no earlier request had. */
export function submissionBody(): string {
  sent += 1
  const payload = {
    name: `Visitor ${sent}`,
    email: `visitor-${sent}@example.com`,
    message: `Question ${sent}: ${'could you tell me more? '.repeat(1 + (sent % 8))}`,
  }
  return JSON.stringify({ id: randomUUID(), revision: 1, payload, meta: { page: `https://shop.example/${sent % 50}` } })
}
