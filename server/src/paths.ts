import { join, resolve } from 'node:path'

/** The repository's folder. */
export const root = resolve(import.meta.dirname, '..', '..')

export const migrationsFolder = join(root, 'supabase', 'migrations')
export const seedFolder = join(root, 'supabase', 'seed')
export const adminDist = join(root, 'admin', 'dist')
export const sdkDist = join(root, 'sdk', 'dist')
export const examplesFolder = join(root, 'examples')
