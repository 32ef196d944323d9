import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { schemaMigration } from '../contract/src/widgets/jsonSchema.ts'
import { gallerySeed } from './gallerySeed.ts'

const read = (path: string) => readFileSync(new URL(`../supabase/${path}`, import.meta.url), 'utf8')

test('what SQL knows of the widgets is what the contract says: else run node scripts/generateWidgets.ts', () => {
  expect(read('migrations/20261121000830_widget_schemas.sql')).toBe(schemaMigration())
  expect(read('seed/097_gallery.sql')).toBe(gallerySeed())
})
