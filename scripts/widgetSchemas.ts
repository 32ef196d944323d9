/** Writes the migration that holds the JSON Schemas of all widget types: `node scripts/widgetSchemas.ts`. */

import { writeFileSync } from 'node:fs'
import { schemaMigration } from '../contract/src/widgets/jsonSchema.ts'

writeFileSync(new URL('../supabase/migrations/20261121000830_widget_schemas.sql', import.meta.url), schemaMigration())
