import { z } from 'zod'
import { configSchemas } from '../../../../contract/src/widgets/schemas.ts'
import { entityTag } from '../entityTag.ts'
import type { Rendition } from '../instances/read.ts'
import { ProblemError } from '../problem.ts'

const schemas = new Map<string, z.ZodType>(Object.entries(configSchemas).map(([type, shape]) => [`${type}/1`, shape]))
const texts = new Map<string, Promise<Rendition>>()

async function render(name: string, shape: z.ZodType): Promise<Rendition> {
  const schema = z.toJSONSchema(shape, { io: 'input' })
  const json = JSON.stringify({ ...schema, title: `Config of a Lapel widget: ${name}` })
  return {
    json,
    headers: {
      'Content-Type': 'application/schema+json',
      'Cache-Control': 'public, max-age=31536000, immutable',
      ETag: await entityTag(json),
    },
  }
}

/** The JSON Schema of a widget type's config, as the contract has it. Throws NOT_FOUND for what there is not. */
export function readSchema(type: string, file: string): Promise<Rendition> {
  const name = `${type}/${file.replace(/\.json$/, '')}`
  const shape = file.endsWith('.json') ? schemas.get(name) : undefined
  if (!shape) throw new ProblemError('NOT_FOUND')
  const text = texts.get(name) ?? render(name, shape)
  texts.set(name, text)
  return text
}
