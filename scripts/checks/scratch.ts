import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs something with a folder of its own, which is gone afterwards. Root's database, run by another user, can enter it. */
export async function withScratch<T>(name: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), `lapel-${name}-`))
  try {
    if (process.getuid?.() === 0) await chmod(folder, 0o755)
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
