import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fieldTypes } from '../contract/src/fields.ts'
import { configSchemas } from '../contract/src/widgets/schemas.ts'
import { type WidgetType, widgetTypes } from '../contract/src/widgets/types.ts'

const page = readFileSync(new URL('../docs/widget-types.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/^```json (\w+)\n([\s\S]*?)^```/gm)].map(([, type, json]) => ({ type, json }))

test('the page shows one config of each type, and names every type of field', () => {
  expect(examples.map(({ type }) => type).sort()).toEqual([...widgetTypes].sort())
  expect(fieldTypes.filter((type) => !page.includes(`\`${type}\``))).toEqual([])
})

test.each(examples)('the $type of the page is valid', ({ type, json }) => {
  const { error } = configSchemas[type as WidgetType].safeParse(JSON.parse(json ?? ''))
  expect(error?.issues).toBeUndefined()
})
