import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sdkDist } from '../paths.ts'

const escapeBreak = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A text of a script. JSON in it stays readable: only the quotes around it are escaped. */
export function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replace(/[\n\r\u2028\u2029]/g, escapeBreak)}'`
}

/** A file of the SDK that the server writes something into. */
export interface Template {
  /** Changes with the file. */
  digest(): string
  /** The file with these texts where it says `__PUBLIC_ID__`, `__CONFIG__`, `__DRAWN__` and `__CODE__`. */
  fill(values: Readonly<Record<string, string>>): string
}

/** Opens a file of sdk/dist. It is read again when a build has changed it. */
export function openTemplate(name: string): Template {
  const file = join(sdkDist, name)
  let changed = 0
  let text = ''
  let digest = ''
  const read = () => {
    const { mtimeMs } = statSync(file)
    if (mtimeMs === changed) return
    text = readFileSync(file, 'utf8')
    digest = createHash('sha256').update(text).digest('hex').slice(0, 16)
    changed = mtimeMs
  }
  return {
    digest() {
      read()
      return digest
    },
    fill(values) {
      read()
      return text.replace(/\b__(PUBLIC_ID|CONFIG|DRAWN|CODE)__\b/g, (_, key: string) => quote(values[key] ?? ''))
    },
  }
}
