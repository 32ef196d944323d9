import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { root } from './command.ts'
import { listFiles } from './files.ts'
import { type Suite, sum, type Tally } from './suite.ts'

/** Targets of links and images that point into the repository, without their `#anchor`. */
export function relativeLinks(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '')
  return [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|(?:src|href)="([^"]+)"/g)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((target) => !/^([a-z]+:|\/\/|#)/i.test(target))
    .map((target) => decodeURIComponent(target.replace(/[#?].*$/, '')))
}

/** Paths that a ```tree block names: one per line, nested by two spaces, followed by two spaces and a description. */
export function treePaths(markdown: string): string[] {
  const parents: string[] = []
  const lines = [...markdown.matchAll(/^```tree\n([\s\S]*?)^```/gm)].flatMap((block) => (block[1] ?? '').split('\n'))
  return lines
    .filter((line) => /^ *\S+( {2}|$)/.test(line))
    .map((line) => {
      const depth = (line.length - line.trimStart().length) / 2
      parents.splice(depth, Number.POSITIVE_INFINITY, line.trim().split(/ {2,}/)[0] ?? '')
      return join(...parents)
    })
}

async function checkFile(file: string): Promise<Tally> {
  const markdown = await readFile(join(root, file), 'utf8')
  const links = relativeLinks(markdown).map((target) => join(target.startsWith('/') ? '.' : dirname(file), target))
  const missing = [...links, ...treePaths(markdown)].filter((path) => !existsSync(join(root, path)))
  const output = missing.map((path) => `${file} points to ${path}, which does not exist.`).join('\n')
  return missing.length === 0 ? { passed: 1, failed: 0, output } : { passed: 0, failed: 1, output }
}

/** One check per markdown file: what it links to, and what its maps of the tree name, exists. */
export const docLinks: Suite = {
  name: 'doc links',
  run: async () => sum(await Promise.all((await listFiles('*.md')).map(checkFile))),
}
