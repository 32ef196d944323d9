import { statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sdkDist } from '../paths.ts'

/** A widget as it is before any script runs: sdk/src/prerender. */
export interface Prerendered {
  /** Why a script is needed to use it. */
  obstacle: string | undefined
  html: string
  css: string
  /** The same for a script that draws it, as JSON is made of it. */
  drawn: unknown
  ownCss: string
}

interface Prerenderer {
  prerender(published: unknown, action: string): Prerendered | undefined
}

/** Draws the JSON of a published instance as it first shows; undefined for what is not inline. */
export type Draw = (json: string, publicId: string) => Prerendered | undefined

const file = join(sdkDist, 'prerender', 'index.js')
let loaded: { mark: string; prerenderer: Promise<Prerenderer> } | undefined

/**
 * The part of the SDK that draws forms before any script runs, loaded again when a build has changed it; and a mark that
 * changes with it.
 *
 * @param url where the installation answers, and browsers send forms
 */
export async function loadPrerenderer(url: string): Promise<{ mark: string; draw: Draw }> {
  const mark = `${statSync(file).mtimeMs}`
  if (loaded?.mark !== mark) loaded = { mark, prerenderer: import(`${pathToFileURL(file)}?${mark}`) }
  const { prerender } = await loaded.prerenderer
  const action = (publicId: string) => `${url}/functions/v1/embed/v1/instances/${publicId}/submissions`
  return { mark, draw: (json, publicId) => prerender(JSON.parse(json), action(publicId)) }
}
