import type { Drawn } from '../drawn.ts'

const token = /<\/[\w-]+>|<([\w-]+)((?: [\w:-]+(?:="[^"]*")?)*) ?(\/?)>|([^<]+)/g
const attribute = / ([\w:-]+)(?:="([^"]*)")?/g
const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }

const decode = (text: string) => text.replace(/&(lt|gt|quot|amp);/g, (entity) => entities[entity] ?? entity)

const readAttributes = (text: string) =>
  Object.fromEntries(Array.from(text.matchAll(attribute), ([, name = '', value = '']) => [name, decode(value)]))

/**
 * What preact-render-to-string wrote, as a tree: a page may forbid that a script parses HTML. Throws for anything that it
 * does not write, or that has not one element around it all.
 */
export function toDrawn(html: string): Drawn {
  const top: Drawn = ['', {}]
  const open = [top]
  let at = 0
  for (const { 0: whole, 1: tag, 2: attributes = '', 3: end, 4: text, index } of html.matchAll(token)) {
    const parent = open.at(-1)
    if (index !== at || !parent) break
    at += whole.length
    if (text !== undefined) parent.push(decode(text))
    else if (!tag) open.pop()
    else {
      const element: Drawn = [tag, readAttributes(attributes)]
      parent.push(element)
      if (!end) open.push(element)
    }
  }
  const [, , only, ...more] = top
  if (at !== html.length || open.length !== 1 || !Array.isArray(only) || more.length)
    throw new Error('Not drawn whole.')
  return only
}
