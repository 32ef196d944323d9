import { build, type InlineConfig, type Rolldown } from 'vite'

type Chunk = Rolldown.OutputChunk
type Chunks = ReadonlyMap<string, Chunk>

/** Where the first views begin: how the paths of their modules end. */
const begin = ['/src/main.tsx', '/src/i18n/english/index.ts']
const signIn = [...begin, '/src/auth/SignInPage.tsx']
const home = [...begin, '/src/layout/ConsoleLayout.tsx', '/src/home/Home.tsx', '/src/home/StaffHome.tsx']

function withImports(file: string, chunks: Chunks, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const imported of chunks.get(file)?.imports ?? []) withImports(imported, chunks, seen)
  return seen
}

/** The files that these download, with what they import at once. */
const filesOf = (begins: readonly Chunk[], chunks: Chunks) =>
  new Set(begins.flatMap(({ fileName }) => [...withImports(fileName, chunks)]))

const isEntry = (chunk: Chunk) => chunk.isEntry

/** The modules that these downloads bring, without those that are a download's beginning and without texts. */
function modulesOf(begins: (chunk: Chunk) => boolean, chunks: Chunks): Set<string> {
  const all = [...chunks.values()]
  const files = filesOf(all.filter(begins), chunks)
  const pages = new Set(all.filter((chunk) => !isEntry(chunk)).map(({ facadeModuleId }) => facadeModuleId))
  const modules = [...files].flatMap((file) => chunks.get(file)?.moduleIds ?? [])
  return new Set(modules.filter((id) => !pages.has(id) && !id.includes('/src/i18n/')))
}

const isOneOf =
  (paths: readonly string[]) =>
  ({ facadeModuleId }: Chunk) =>
    paths.some((path) => facadeModuleId?.endsWith(path))

/**
 * Which modules go into one file: what the sign-in page and the home share, and what only one of them needs. Left alone,
 * the bundler makes a file of every few modules that the same pages use, dozens for a view, and each costs a request and
 * a parse. It does not say beforehand what it will leave out of a package, so the console is built once to see.
 */
export async function firstViewFiles(config: InlineConfig): Promise<Rolldown.CodeSplittingOptions> {
  const trial = { ...config, configFile: false as const, logLevel: 'error' as const }
  const output = await build({ ...trial, build: { ...config.build, write: false } })
  const files = [output].flat().flatMap((one) => ('output' in one ? one.output : []))
  const chunks = new Map(files.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])))
  const early = modulesOf(isEntry, chunks)
  const [first, second] = [modulesOf(isOneOf(signIn), chunks), modulesOf(isOneOf(home), chunks)]
  return {
    groups: [
      // Small: it runs while the others are on their way.
      { name: 'early', priority: 4, test: (id) => early.has(id) },
      { name: 'start', priority: 3, test: (id) => first.has(id) && second.has(id) },
      { name: 'home', priority: 2, test: (id) => second.has(id) && !first.has(id) },
      { name: 'sign-in', priority: 1, test: (id) => first.has(id) && !second.has(id) },
    ],
  }
}
