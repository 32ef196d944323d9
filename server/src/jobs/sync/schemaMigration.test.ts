import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { schemaMigration } from './schemaMigration.ts'

test('the database knows the configs that the worker reads', () => {
  const path = '../../../../supabase/migrations/20261121001590_adapter_schemas.sql'
  expect(readFileSync(new URL(path, import.meta.url), 'utf8')).toBe(schemaMigration())
})
