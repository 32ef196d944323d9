/**
 * Writes what SQL has to know of the contract's widgets: `node scripts/generateWidgets.ts`. A test fails while it is due.
 */

import { writeFileSync } from 'node:fs'
import { schemaMigration } from '../contract/src/widgets/jsonSchema.ts'
import { gallerySeed } from './gallerySeed.ts'

const write = (path: string, sql: string) => writeFileSync(new URL(`../supabase/${path}`, import.meta.url), sql)

write('migrations/20261121000830_widget_schemas.sql', schemaMigration())
write('seed/097_gallery.sql', gallerySeed())
