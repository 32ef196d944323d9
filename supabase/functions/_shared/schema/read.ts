import { jsonSchemaOf } from '../../../../contract/src/widgets/jsonSchema.ts'
import { type WidgetType, widgetTypes } from '../../../../contract/src/widgets/types.ts'
import { entityTag } from '../entityTag.ts'
import type { Rendition } from '../instances/read.ts'
import { ProblemError } from '../problem.ts'

const texts = new Map<WidgetType, Promise<Rendition>>()

async function render(type: WidgetType): Promise<Rendition> {
  const json = JSON.stringify(jsonSchemaOf(type))
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
export function readSchema(name: string, file: string): Promise<Rendition> {
  const type = widgetTypes.find((known) => known === name)
  if (!type || file !== '1.json') throw new ProblemError('NOT_FOUND')
  const text = texts.get(type) ?? render(type)
  texts.set(type, text)
  return text
}
