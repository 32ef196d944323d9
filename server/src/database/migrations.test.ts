import { expect, test } from 'vitest'
import { pendingMigrations } from './migrations.ts'

const first = { version: '20260101000000', name: 'first', text: 'create table a ();\ncreate table b ();\n' }
const second = { version: '20260102000000', name: 'second', text: 'create table c ();' }
const files = [first, second]
const recorded = (file: typeof first, statements: string[] | null = [file.text]) => ({ ...file, statements })

test('what is not recorded is pending, in order', () => {
  expect(pendingMigrations(files, [])).toEqual(files)
  expect(pendingMigrations(files, [recorded(first)])).toEqual([second])
})

test('statements split by the Supabase CLI are the same migration', () => {
  expect(pendingMigrations(files, [recorded(first, ['create table a ()', 'create table b ()'])])).toEqual([second])
})

test('a migration edited after it ran is refused and says how to go on', () => {
  const edited = recorded(first, ['create table a (id int);'])
  expect(() => pendingMigrations(files, [edited])).toThrow(/20260101000000_first has changed.*npx lapel reset/)
})

test('a migration that no file knows is refused', () => {
  expect(() => pendingMigrations([first], [recorded(first), recorded(second)])).toThrow(/20260102000000_second/)
})
