import type { Placement } from './placement.ts'
import type { Given } from './session.ts'

type Values = Record<string, string>

/** Values of an option: an object from a script, like a query from an attribute. */
const readValues = (value: unknown): Values =>
  value && typeof value === 'object' ? (value as Values) : Object.fromEntries(new URLSearchParams(`${value ?? ''}`))

/** What the page gives to the fields of a form: of its address only the parameters that it names, and what was `entered` before. */
export function readGiven(option: Placement['option'], entered?: Values): Given {
  const query = new URLSearchParams(location.search)
  const named = `${option('prefillFromUrl') ?? ''}`.split(/[\s,]+/)
  const fromUrl = named.flatMap((key) => (query.has(key) ? [[key, `${query.get(key)}`]] : []))
  return {
    prefill: { ...readValues(option('prefill')), ...Object.fromEntries(fromUrl), ...entered },
    hidden: readValues(option('hiddenFields')),
  }
}
