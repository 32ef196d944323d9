import { randomInt, randomUUID } from 'node:crypto'
import type { EmbedOf } from '@lapel/contract/embed'
import type { Field, FieldValue } from '@lapel/contract/fieldRules'
import type { APIRequestContext, APIResponse } from '@playwright/test'

/** Headers of a visitor at an address of their own: the installation under test trusts one proxy. */
export function visitor(): Record<string, string> {
  return { 'x-forwarded-for': `198.18.${randomInt(0, 256)}.${randomInt(1, 255)}` }
}

/** A valid answer to a field that tells its test apart. */
export function answer(field: Field, mark: string): FieldValue {
  const answers: Partial<Record<Field['type'], FieldValue>> = {
    email: `visitor-${mark}@example.com`,
    tel: '+44 20 7946 0018',
    url: `https://example.com/${mark}`,
    number: field.min ?? 1,
    checkbox: true,
  }
  return answers[field.type] ?? field.options?.[0]?.value ?? `Answer ${mark}`
}

/** The published revision of an instance, as a page would load it. */
export async function loadInstance(request: APIRequestContext, publicId: string): Promise<EmbedOf<'form'>> {
  const response = await request.get(`/functions/v1/embed/v1/instances/${publicId}`, { headers: visitor() })
  return (await response.json()) as EmbedOf<'form'>
}

/** The body of a valid submission to an instance, new on every call. */
export function validBody({ revision, config }: EmbedOf<'form'>) {
  const id = randomUUID()
  return {
    id,
    revision,
    payload: Object.fromEntries(config.fields.map((field) => [field.key, answer(field, id.slice(0, 8))])),
  }
}

/** Posts a submission. A string is sent as it is. */
export function submit(
  request: APIRequestContext,
  publicId: string,
  body: unknown,
  headers: Record<string, string> = visitor(),
): Promise<APIResponse> {
  return request.post(`/functions/v1/embed/v1/instances/${publicId}/submissions`, {
    data: typeof body === 'string' ? Buffer.from(body) : body,
    headers: { 'content-type': 'application/json', ...headers },
  })
}
