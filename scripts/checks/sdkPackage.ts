import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { commandCheck, root, runCommand } from './command.ts'
import { withScratch } from './scratch.ts'
import { built } from './shared.ts'
import { type Suite, sum, type Tally } from './suite.ts'

const example = join(root, 'examples', 'react')

/** An application without React, which needs no other package's types. */
const plain = `import { define, type Handle, mount, on, version } from '@lapel/sdk'
import '@lapel/sdk/lapel.js'
define({ host: 'https://lapel.example' })
const handle: Handle = mount(document.body, { publicId: 'w_0', mode: 'modal', hiddenFields: { plan: 'pro' } })
on('success', ({ receipt }) => handle.setField('id', receipt.id + version))
document.querySelector('lapel-widget')?.addEventListener('lapel:error', ({ detail }) => handle.open() ?? detail.code)
// @ts-expect-error There is no such event.
on('sucess', () => {})
`

/** What a server does with the package: it has no DOM, and runs what is published as it is. */
const server = `import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { close, consent, define, mount, on, open, toggle, version } from '@lapel/sdk'
import { LapelWidget } from '@lapel/sdk/react'
define()
const html = renderToString(createElement(LapelWidget, { publicId: 'w_0' }))
if (!html.startsWith('<lapel-widget public-id="w_0"')) throw new Error(html)
`

/** Makes a project that has the package from its tarball, and the other packages of the example. */
async function install(folder: string, tarball: string): Promise<void> {
  const project = join(folder, 'examples', 'react')
  await mkdir(join(project, 'node_modules', '@types'), { recursive: true })
  await cp(join(root, 'examples', 'northwind.css'), join(folder, 'examples', 'northwind.css'))
  for (const name of ['src', 'index.html', 'vite.config.ts', 'tsconfig.json'])
    await cp(join(example, name), join(project, name), { recursive: true })
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  await writeFile(join(project, 'plain.ts'), plain)
  await writeFile(join(project, 'server.js'), server)
  const added = await runCommand('pnpm', ['add', '--offline', '--ignore-workspace', '--dir', project, tarball])
  if (!added.ok) throw new Error(added.output)
  for (const name of ['react', 'react-dom', 'vite', '@types/react', '@types/react-dom', '@vitejs']) {
    const place = join(project, 'node_modules', name)
    await mkdir(dirname(place), { recursive: true })
    await symlink(join(example, 'node_modules', name), place)
  }
}

async function pack(folder: string): Promise<string> {
  const packed = await runCommand('pnpm', ['pack', '--pack-destination', folder], { folder: 'sdk' })
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
  if (!packed.ok || !tarball) throw new Error(packed.output)
  return join(folder, tarball)
}

const strict = ['--noEmit', '--strict', '--target', 'es2023', '--lib', 'es2023,dom', '--types', '', '--ignoreConfig']

/** Each is begun when it is called: the other suites run beside them. */
function checksOf(project: string, tarball: string): (() => Promise<Tally>)[] {
  const tsc = (...args: string[]) => commandCheck(join(root, 'node_modules', '.bin', 'tsc'), args, { folder: project })
  const node = (...args: string[]) => commandCheck(process.execPath, args, { folder: project })
  return [
    () => commandCheck('publint', ['run', tarball, '--strict']),
    // Modules only: what a project of CommonJS asks for is not among the findings.
    () => commandCheck('attw', [tarball, '--profile', 'esm-only']),
    () => tsc('plain.ts', ...strict, '--module', 'esnext', '--moduleResolution', 'bundler'),
    () => tsc('plain.ts', ...strict, '--module', 'node16', '--moduleResolution', 'node16'),
    () => tsc('-p', '.'),
    () => tsc('-p', '.', '--module', 'node16', '--moduleResolution', 'node16'),
    () => node(join('node_modules', 'vite', 'bin', 'vite.js'), 'build'),
    () => node('server.js'),
  ]
}

/**
 * What a customer gets: the SDK's tarball is packed, examined, and installed into a copy of the example in React, which is
 * type-checked, bundled and rendered.
 */
export const sdkPackage: Suite = {
  name: 'the package @lapel/sdk',
  run: (say) =>
    withScratch('package', async (folder) => {
      say('building')
      await built('sdk')
      const tarball = await pack(folder)
      await install(folder, tarball)
      const tallies: Tally[] = []
      for (const check of checksOf(join(folder, 'examples', 'react'), tarball)) tallies.push(await check())
      return sum(tallies)
    }),
}
