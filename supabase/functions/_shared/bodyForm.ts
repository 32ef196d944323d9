function decodeField(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}

/** What a form post holds: a text per name, or all of them where a name was sent more than once. */
export type FormFields = Record<string, string | string[]>

/** The text of a name that has one: the last that was sent. */
export const lastOf = (sent: string | string[] | undefined): string | undefined =>
  Array.isArray(sent) ? sent.at(-1) : sent

/**
 * The fields of an `application/x-www-form-urlencoded` body; undefined where an escape is broken or is not UTF-8.
 * (URLSearchParams would quietly put U+FFFD in its place.)
 */
export function parseForm(text: string): FormFields | undefined {
  try {
    const texts = new Map<string, string[]>()
    const pairs = text.split('&').filter((pair) => pair !== '')
    for (const pair of pairs) {
      const [encoded = '', ...rest] = pair.split('=')
      const name = decodeField(encoded)
      const sent = texts.get(name) ?? []
      sent.push(decodeField(rest.join('=')))
      texts.set(name, sent)
    }
    return Object.fromEntries([...texts].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? '') : all]))
  } catch {
    return undefined
  }
}
