import { build } from 'vite'

/** Bundles a script as a page would load it: one file, minified, for browsers of today. */
export async function bundle(entry: string): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, lib: { entry, formats: ['iife'], name: 'bundle' } },
  })
  const [only] = Array.isArray(output) ? output : []
  const [chunk, ...more] = only?.output ?? []
  if (chunk?.type !== 'chunk' || more.length) throw new Error(`${entry} is not one script.`)
  return chunk.code
}
