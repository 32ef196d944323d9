import { accessSync, constants, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from './check.ts'

const oldestNode = 24

export const node: Check = {
  name: 'Node',
  advice: 'Start Lapel through npm start or npx lapel, which bring the right Node.',
  look: async () => ({
    ok: Number(process.versions.node.split('.')[0]) >= oldestNode,
    detail: `${process.version}, needs ${oldestNode} or newer`,
  }),
}

export const dataDirectory: Check = {
  name: 'Data directory',
  advice: 'Give the user that runs Lapel all rights on the folder, and nobody else any on keys.json (chmod 600).',
  look: async ({ env }) => {
    accessSync(env.dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
    const othersMay = statSync(join(env.dataDir, 'keys.json')).mode & 0o077
    return { ok: othersMay === 0, detail: othersMay === 0 ? env.dataDir : `others can read ${env.dataDir}/keys.json` }
  },
}
