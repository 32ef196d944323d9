import { globSync } from 'node:fs'
import { join, sep } from 'node:path'

const source = join(import.meta.dirname, '..', 'src')

/** The lazy parts by name, `types/poll` or `locales/de`, with the files that they begin with. */
export function listChunks(): Map<string, string> {
  const files = globSync(['{types,fields,extras}/*/index.{ts,tsx}', 'locales/??.ts'], { cwd: source }).sort()
  const nameOf = (file: string) => file.replaceAll(sep, '/').replace(/(\/index)?\.tsx?$/, '')
  return new Map(files.map((file) => [nameOf(file), join(source, file)]))
}

/** The languages that have a part, between spaces: ` de fr `. English is in the runtime. */
export function listLanguages(): string {
  const names = [...listChunks().keys()].filter((name) => name.startsWith('locales/'))
  return ` ${names.map((name) => name.slice('locales/'.length)).join(' ')} `
}
