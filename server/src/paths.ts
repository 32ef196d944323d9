import { join, resolve } from 'node:path'

/** The repository's folder. */
export const root = resolve(import.meta.dirname, '..', '..')

export const migrationsFolder = join(root, 'supabase', 'migrations')
export const seedFile = join(root, 'supabase', 'seed.sql')
export const adminDist = join(root, 'admin', 'dist')
export const sdkDist = join(root, 'sdk', 'dist')
export const examplesFolder = join(root, 'examples')
