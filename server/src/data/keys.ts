import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { codeOf, Refusal } from '../refusal.ts'

const schema = z.object({
  installation: z.string(),
  jwtSecret: z.string(),
  publishableKey: z.string().startsWith('sb_publishable_'),
  secretKey: z.string().startsWith('sb_secret_'),
  /** Of the embedded database's owner. */
  ownerPassword: z.string(),
})

/** The secrets of an installation. Never logged; kept with mode 0600 in the data directory. */
export type Keys = z.infer<typeof schema>

const random = (bytes: number) => randomBytes(bytes).toString('base64url')

function generate(): Keys {
  return {
    installation: randomBytes(8).toString('hex'),
    jwtSecret: random(48),
    publishableKey: `sb_publishable_${random(24)}`,
    secretKey: `sb_secret_${random(32)}`,
    ownerPassword: random(24),
  }
}

/** Reads the keys of a data directory, or null when it has none yet. Throws a {@link Refusal} when the file is broken. */
export function readKeys(dataDir: string): Keys | null {
  const path = join(dataDir, 'keys.json')
  if (!existsSync(path)) return null
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    if (codeOf(error) === 'EACCES') throw new Refusal(`${path} belongs to another user. Run this as that user.`)
    throw new Refusal(`${path} cannot be read. Put the file back, or start afresh with \`npx lapel reset\`.`)
  }
}

/** Reads the keys of a data directory, making them on the first start. */
export function openKeys(dataDir: string): Keys {
  const known = readKeys(dataDir)
  if (known) return known
  const keys = generate()
  const path = join(dataDir, 'keys.json')
  writeFileSync(`${path}.new`, JSON.stringify(keys, null, 2), { mode: 0o600 })
  renameSync(`${path}.new`, path)
  return keys
}
