import { type Answer, ask } from '../database.ts'
import type { Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'

const fileShape = /^([\da-f]{64})\.js$/

/** How a browser says that it will run what it asks for. Absent from anything that is no current browser. */
interface ReadPlugin {
  file: string
  origin: string | null
  fetchDest: string | null
  fetchMode: string | null
}

// A frame sandboxed without same-origin asks as `Origin: null`, and must ask with CORS to run a module. A page that asks
// under a name of its own, or without saying who it is, would run the code with its own rights.
function isSandboxed({ origin, fetchDest, fetchMode }: ReadPlugin): boolean {
  const asScript = fetchDest === null || fetchDest === 'script'
  return asScript && (fetchMode === null || fetchMode === 'cors') && (origin === null || origin === 'null')
}

/** Headers of approved code: kept for ever, run nowhere but in a sandbox. */
export const pluginHeaders = {
  'Content-Type': 'text/javascript; charset=UTF-8',
  'Cache-Control': 'public, max-age=31536000, immutable',
  'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'cross-origin',
  Vary: 'Origin, Sec-Fetch-Dest, Sec-Fetch-Mode',
}

/** Approved code by its hash. Throws ORIGIN_NOT_ALLOWED outside of a sandboxed frame, NOT_FOUND for anything unapproved. */
export async function readPlugin({ sql }: Ports, input: ReadPlugin) {
  const [, sha256] = fileShape.exec(input.file) ?? []
  if (!sha256) throw new ProblemError('NOT_FOUND')
  if (!isSandboxed(input)) {
    throw new ProblemError('ORIGIN_NOT_ALLOWED', { detail: 'Plugins are served to a sandboxed frame only.' })
  }
  const { answer } = await ask(() => sql<Answer[]>`select private.approved_artifact(${sha256}) as answer`)
  if (!(answer instanceof Uint8Array)) throw new ProblemError('NOT_FOUND')
  return { code: new Uint8Array(answer), headers: { ...pluginHeaders, ETag: `"${sha256}"` } }
}
