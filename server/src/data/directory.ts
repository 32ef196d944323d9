import { accessSync, constants, mkdirSync } from 'node:fs'
import { codeOf, Refusal } from '../refusal.ts'

/** Makes the data directory and checks that this user may write in it. Throws a {@link Refusal} that says what to do. */
export function openDataDirectory(path: string): void {
  const change = 'Give yourself that right, or choose another folder with LAPEL_DATA_DIR.'
  try {
    // The database's user must be able to pass through; what is secret inside has its own 0600.
    mkdirSync(path, { recursive: true, mode: process.getuid?.() === 0 ? 0o755 : 0o700 })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EACCES' || code === 'EPERM')
      throw new Refusal(`The data directory ${path} is not writable. ${change}`)
    if (code === 'EROFS') throw new Refusal(`The data directory ${path} is on a read-only disk. ${change}`)
    if (code === 'EEXIST' || code === 'ENOTDIR') throw new Refusal(`The data directory ${path} is a file. ${change}`)
    throw error
  }
}
