import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sql } from 'postgres'
import { migrationsFolder } from '../paths.ts'
import { Refusal } from '../refusal.ts'

/** One file of supabase/migrations: `<version>_<name>.sql`. */
export interface Migration {
  version: string
  name: string
  text: string
}

/** The migrations on disk, in order. */
export function readMigrations(folder = migrationsFolder): Migration[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const [, version, name] = /^(\d{14})_(.+)\.sql$/.exec(file) ?? []
      return version && name ? [{ version, name, text: readFileSync(join(folder, file), 'utf8') }] : []
    })
}

/** The Supabase CLI records statements split and without their semicolons: only what remains is compared. */
function essence(statements: readonly string[]): string {
  return statements.join('').replaceAll(/[\s;]+/g, '')
}

interface Recorded {
  version: string
  name: string | null
  statements: string[] | null
}

/** The migrations that are still to run. Throws a {@link Refusal} when the database and the files tell different stories. */
export function pendingMigrations(files: readonly Migration[], recorded: readonly Recorded[]): Migration[] {
  const cure = 'Run `npx lapel reset` to build the database anew (this deletes its data), or use another database.'
  const byVersion = new Map(files.map((file) => [file.version, file]))
  for (const { version, name, statements } of recorded) {
    const file = byVersion.get(version)
    if (!file)
      throw new Refusal(`The database has the migration ${version}_${name}, which is not in this folder. ${cure}`)
    if (statements && essence(statements) !== essence([file.text])) {
      throw new Refusal(`The migration ${version}_${file.name} has changed since this database ran it. ${cure}`)
    }
  }
  const done = new Set(recorded.map((row) => row.version))
  return files.filter((file) => !done.has(file.version))
}

async function ensureHistory(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.schema_migrations (
      version text primary key, statements text[], name text
    );
    create table if not exists supabase_migrations.seed_files (path text primary key, hash text not null);
  `)
}

/** Runs what is pending, each migration in its own transaction, recorded as the Supabase CLI does. Says how many ran. */
export async function migrate(sql: Sql, files: readonly Migration[] = readMigrations()): Promise<number> {
  await ensureHistory(sql)
  const recorded = await sql<Recorded[]>`
    select version, name, statements from supabase_migrations.schema_migrations order by version`
  const pending = pendingMigrations(files, recorded)
  for (const { version, name, text } of pending) {
    await sql
      .begin(async (transaction) => {
        await transaction.unsafe(text)
        await transaction`
          insert into supabase_migrations.schema_migrations (version, name, statements) values (${version}, ${name}, ${[text]})`
      })
      .catch((error: unknown) => {
        throw new Refusal(`The migration ${version}_${name} failed: ${error instanceof Error ? error.message : error}`)
      })
  }
  return pending.length
}
