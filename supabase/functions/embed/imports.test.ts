import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

test.each(['embed', 'claims', 'integrations', 'invitations', 'privacy', 'webhooks'])(
  'on Deno %s imports the very versions that Node has',
  (name) => {
    const { imports } = JSON.parse(read(`../${name}/deno.json`)) as { imports: Record<string, string> }
    const { dependencies } = JSON.parse(read('../package.json')) as { dependencies: Record<string, string> }
    const catalog = Object.fromEntries(
      [...read('../../../pnpm-workspace.yaml').matchAll(/^ {2}"?([^":\s]+)"?: (\d[\w.-]*)$/gm)].map(
        ([, name, version]) => [name, version],
      ),
    )
    const pinned = Object.entries(dependencies).map(([name, version]) => {
      return [name, `npm:${name}@${version === 'catalog:' ? catalog[name] : version}`]
    })
    expect(imports).toEqual(Object.fromEntries(pinned))
  },
)
