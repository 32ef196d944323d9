import { z } from 'zod'
import { schemes, themeNames, themes } from '../themes.ts'
import { configSchemas } from './schemas.ts'
import { type WidgetType, widgetTypes } from './types.ts'

/**
 * The published JSON Schema of a type's config, version 1. What it cannot say (two fields with one key, a condition that
 * asks what comes later, colours that cannot be read) the schemas of the contract say.
 */
export const jsonSchemaOf = (type: WidgetType): object => ({
  ...z.toJSONSchema(configSchemas[type], { io: 'input' }),
  title: `Config of a Lapel widget: ${type}/1`,
})

/** The migration that gives the database these schemas and the colours of themes, by which it checks what is published. */
export function schemaMigration(): string {
  const rows = widgetTypes.map((type) => `  ('${type}', 1, $schema$${JSON.stringify(jsonSchemaOf(type))}$schema$)`)
  const colours = themeNames.flatMap((name) =>
    schemes.map((scheme) => {
      const { surface, text, accent } = themes[name][scheme]
      return `  ('${name}', '${scheme}', '${surface}', '${text}', '${accent}')`
    }),
  )
  return `-- Generated from the contract by node scripts/generateWidgets.ts: the JSON Schema of every widget type's config, and the
-- colours of themes.

insert into private.widget_schemas (type, version, schema) values
${rows.join(',\n')};

insert into private.theme_colours (name, scheme, surface, text, accent) values
${colours.join(',\n')};
`
}
