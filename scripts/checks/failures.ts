import { stripVTControlCharacters } from 'node:util'

const longestReason = 200

/** A text on one line of at most so many characters. */
export function shorten(text: string, longest: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

/** The line of an output that says best what went wrong: the first that names an error, else the first. */
export function gist(output: string): string {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return shorten(lines.find((text) => /error( TS\d+)?:/i.test(text)) ?? lines[0] ?? 'it said nothing', longestReason)
}

/**
 * The one line by which a reader who sees only the end of a run learns of a test that did not pass.
 *
 * @param path where the test is, from the outside in: file, groups, title
 * @param error what it failed with, of which the first line is kept; or a word such as `skipped`
 */
export function failureLine(path: readonly string[], error: string): string {
  return `${path.filter((part) => part !== '').join(' > ')}: ${gist(error.split('\n')[0] || error)}`
}
