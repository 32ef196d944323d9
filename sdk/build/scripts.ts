import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { minify } from 'terser'
import { build, type Rolldown } from 'vite'
import manifest from '../package.json' with { type: 'json' }
import { listChunks, listLanguages } from './chunks.ts'
import { mangling } from './names.ts'
import { preactSource } from './preact.ts'

const root = join(import.meta.dirname, '..')
const kit = join(root, 'src', 'kit.ts')

/** Newer than the scripts' target, or light-dark() would be rewritten into something that no longer inherits. */
export const cssTarget = ['chrome123', 'firefox120', 'safari17.5']
/** The oldest browsers that the SDK runs in. */
export const target = ['chrome111', 'firefox113', 'safari16.4']

/** Tells V8 to compile all functions while it parses: nearly all of them run before the form is there. */
const atOnce = '//# allFunctionsCalledOnLoad\n'

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8)

interface Entry {
  file: string
  format: 'es' | 'iife'
  /** Whether Preact and the kit come from outside. */
  isLazy?: boolean
  define?: Record<string, string>
  /** Whether a script before it has drawn forms, and has the look that they share. */
  isRest?: boolean
}

async function bundle({ file, format, isLazy = false, define = {}, isRest = false }: Entry): Promise<string> {
  const output = await build({
    root,
    configFile: false,
    logLevel: 'error',
    define: {
      __VERSION__: JSON.stringify(manifest.version),
      __LANGUAGES__: JSON.stringify(listLanguages()),
      ...define,
    },
    plugins: [
      {
        name: 'chunks-by-url',
        enforce: 'pre',
        resolveId(id) {
          if (id === 'preact' && !isLazy) return preactSource
          if (id === './styles.css?inline' && isRest) return '\0no-styles'
          if (id === './client.ts' && isRest) return join(root, 'src', 'clientOfRest.ts')
          if (id !== './chunks.ts') return null
          return join(root, 'src', isRest ? 'chunksOfRest.ts' : 'chunksByUrl.ts')
        },
        load: (id) => (id === '\0no-styles' ? 'export default ""' : null),
      },
    ],
    build: {
      write: false,
      minify: false,
      cssMinify: true,
      modulePreload: false,
      target,
      cssTarget,
      lib: { entry: file, formats: [format], name: 'lapel' },
      rolldownOptions: {
        ...(isLazy && { external: (id) => id === 'preact' || id === kit }),
        output: { globals: { preact: 'preact', [kit]: 'kit' }, codeSplitting: false },
      },
    },
  })
  const [chunk] = (output as Rolldown.RolldownOutput[])[0]?.output ?? []
  return chunk?.code ?? ''
}

/** Some 2 % smaller than what Vite does, which counts for scripts that every visitor loads. */
async function compress(code: string, isModule: boolean): Promise<string> {
  // One word for every variable is smaller; what was constant stays so.
  const { code: small } = await minify(code.replace(/(^\s*|\()const /gm, '$1let '), {
    module: isModule,
    ecma: 2020,
    compress: {
      passes: 6,
      pure_getters: true,
      unsafe_arrows: true,
      keep_fargs: false,
    },
    mangle: { properties: { regex: mangling.regex } },
    nameCache: mangling.cache(),
  })
  return small ?? ''
}

/** A lazy part as a module that is given Preact and the kit, and makes its part once. */
async function buildChunk(file: string): Promise<string> {
  const code = await bundle({ file, format: 'iife', isLazy: true })
  return compress(`let part;export default(preact,kit)=>{if(!part){${code};part=lapel.part}return part}`, true)
}

/** Every file of the SDK for script tags, by its path below /sdk/v1/. Names of lazy files change with their content. */
export async function buildScripts(): Promise<Map<string, string>> {
  const chunks = new Map<string, string>()
  for (const [name, file] of listChunks()) chunks.set(name, await buildChunk(file))
  const edition = hash([...chunks].flat().join('\0'))
  const define = { __EDITION__: JSON.stringify(edition), __CHANNEL__: JSON.stringify('../v1/') }
  const source = (name: string) => join(root, 'src', name)

  const runtime = await compress(await bundle({ file: source('runtime.ts'), format: 'es', define }), true)
  const runtimeName = `runtime.${hash(runtime)}.js`
  const named = { ...define, __RUNTIME__: JSON.stringify(runtimeName) }
  const loader = await compress(await bundle({ file: source('embed.ts'), format: 'iife', define: named }), false)
  const rest = await compress(await bundle({ file: source('rest.ts'), format: 'es', define, isRest: true }), true)
  const restName = `rest.${hash(rest)}.js`
  const firstDefine = { ...define, __REST__: JSON.stringify(restName) }
  const first = await compress(await bundle({ file: source('first.ts'), format: 'iife', define: firstDefine }), false)
  const whole = atOnce + (await compress(await bundle({ file: source('whole.ts'), format: 'iife', define }), false))
  const diagnose = await compress(await bundle({ file: source('diagnose.ts'), format: 'es', define }), true)
  const absent = await compress(await bundle({ file: source('absent.ts'), format: 'iife', define }), false)
  const files = [...chunks].map(([name, code]): [string, string] => [`${name}.${edition}.js`, code])
  return new Map([
    ['lapel.js', loader],
    ['whole.js', whole],
    ['first.js', first],
    [restName, rest],
    ['absent.js', absent],
    ['diagnose.js', diagnose],
    [runtimeName, runtime],
    ...files,
  ])
}
