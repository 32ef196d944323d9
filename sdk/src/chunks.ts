// For bundlers: the parts are modules of the package. The script's build takes chunksByUrl.ts in its place.

/** Loads a part that only some widgets need: `types/poll`, `fields/file`. Rejects for what this build does not have. */
export type LoadChunk = <Part>(name: string, base: string) => Promise<Part>

const modules = import.meta.glob<{ part: unknown }>(['./{types,fields,extras}/*/index.{ts,tsx}', './locales/??.ts'])

export const loadChunk: LoadChunk = async <Part>(name: string) => {
  const load = modules[`./${name}/index.tsx`] ?? modules[`./${name}/index.ts`] ?? modules[`./${name}.ts`]
  if (!load) throw new Error(`${name} needs a newer SDK.`)
  return (await load()).part as Part
}
