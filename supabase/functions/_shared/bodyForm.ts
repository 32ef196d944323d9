function decodeField(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}

/**
 * The fields of an `application/x-www-form-urlencoded` body, the last of two with one name winning; undefined where an
 * escape is broken or is not UTF-8. (URLSearchParams would quietly put U+FFFD in its place.)
 */
export function parseForm(text: string): Record<string, string> | undefined {
  try {
    const pairs = text.split('&').filter((pair) => pair !== '')
    return Object.fromEntries(
      pairs.map((pair) => {
        const [name = '', ...rest] = pair.split('=')
        return [decodeField(name), decodeField(rest.join('='))]
      }),
    )
  } catch {
    return undefined
  }
}
