/**
 * What a JSON pointer leads to; undefined when there is nothing. Own members only: what every object inherits is no data.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export function follow(document: unknown, pointer: string): unknown {
  let here = document
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Record<string, unknown>)[key]
  }
  return here
}
