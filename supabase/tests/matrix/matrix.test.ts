import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Clone, cloneDatabase } from '../harness/clone.ts'
import { connectOwner } from '../harness/connections.ts'
import { actors } from './actors.ts'
import { type MatrixRow, measureFunctions, measureRelations, printMatrix } from './matrix.ts'

const folder = import.meta.dirname
const reviewed = join(folder, 'matrix.txt')
const fixtures = ['actors.sql', 'world.sql', 'everything.sql'].map((file) => join(folder, '..', 'fixtures', file))

let clone: Clone
let sql: Sql
let rows: MatrixRow[]

beforeAll(async () => {
  clone = await cloneDatabase()
  sql = connectOwner(`${clone.url}?options=${encodeURIComponent(`-c lapel.vault_key=${'k'.repeat(32)}`)}`)
  for (const file of fixtures) await sql.begin((tx) => tx.unsafe(readFileSync(file, 'utf8')))
  rows = await measureRelations(sql)
}, 120_000)

afterAll(async () => {
  await sql.end({ timeout: 5 })
  await clone.drop()
})

const signsOf = (row: MatrixRow, name: (typeof actors)[number]['name']) =>
  row.signs[actors.findIndex((actor) => actor.name === name)] ?? ''
const foreign = (signs: string) =>
  signs
    .split(' ')
    .slice(0, 4)
    .map((group) => group[1])
    .join('')

test('every tenant table has rows to try on', () => {
  const empty = rows.filter((row) => row.relation.tenantScoped && !signsOf(row, 'service').startsWith('++'))
  expect(empty.map((row) => row.relation.name)).toEqual([])
})

test('the anonymous role can do nothing at all', () => {
  expect(rows.filter((row) => signsOf(row, 'anon').includes('+') || signsOf(row, 'anon').includes('0'))).toEqual([])
})

test.each(['viewer', 'editor', 'owner'] as const)('a %s reaches nothing of another tenant', (name) => {
  const leaks = rows.filter((row) => row.relation.tenantScoped && foreign(signsOf(row, name)).includes('+'))
  expect(leaks.map((row) => `${row.relation.name}: ${signsOf(row, name)}`)).toEqual([])
})

test.each(['stranger', 'removed'] as const)('a %s reaches no tenant', (name) => {
  const leaks = rows.filter((row) => row.relation.tenantScoped && signsOf(row, name).includes('+'))
  expect(leaks.map((row) => `${row.relation.name}: ${signsOf(row, name)}`)).toEqual([])
})

test('nobody but the owner of the database truncates', () => {
  expect(rows.filter((row) => row.signs.some((signs) => signs.endsWith('+')))).toEqual([])
})

test('everything is as it was reviewed', async () => {
  const measured = printMatrix(rows, await measureFunctions(sql))
  if (process.env.LAPEL_UPDATE) writeFileSync(reviewed, measured)
  expect(measured).toBe(readFileSync(reviewed, 'utf8'))
})
