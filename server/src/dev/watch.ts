import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import { root } from '../paths.ts'

/** Editors write a file in several steps, and a branch switch writes many files: changes this close are one. */
const settleMs = 150

/**
 * Calls `changed` after files in these folders of the repository have changed; tests and built files do not count.
 *
 * @returns stops watching
 */
export function watchFolders(folders: readonly string[], changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const watchers = folders
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .map((folder) =>
      watch(folder, { recursive: true }, (_event, file) => {
        if (!file || /\.test\.|(^|\/)(node_modules|dist)(\/|$)|~$/.test(file)) return
        clearTimeout(timer)
        timer = setTimeout(changed, settleMs)
      }),
    )
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
