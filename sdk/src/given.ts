import type { Placement } from './placement.ts'
import type { Given } from './session.ts'

/** Values of an option: an object from a script, like a query from an attribute. */
const readValues = (value: unknown) =>
  value && typeof value === 'object'
    ? Object.entries(value as Record<string, string>)
    : [...new URLSearchParams(`${value ?? ''}`)]

/**
 * What the page gives to the fields of a form; of its address only the parameters that it, or a field, names. What was
 * `entered` before the SDK was there goes before all of it.
 */
export function readGiven(option: Placement['option'], entered: Iterable<[string, string]> = []): Given {
  const named = `${option('prefillFromUrl') ?? ''}`.split(/[\s,]+/)
  const parameters = new URLSearchParams(location.search)
  // The first of several of one name counts.
  const fromUrl = [...parameters].filter(([name]) => named.includes(name)).reverse()
  return {
    prefill: new Map([...readValues(option('prefill')), ...fromUrl, ...entered]),
    hidden: new Map(readValues(option('hiddenFields'))),
    parameters,
  }
}
