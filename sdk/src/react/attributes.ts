import { attributes, toOption } from '../options.ts'
import type { LapelWidgetProps } from './props.ts'

const toText = (value: unknown) =>
  typeof value === 'object'
    ? `${new URLSearchParams(value as Record<string, string>)}`
    : `${value === true ? '' : value}`

/** The options among the props, as attributes of `<lapel-widget>`: a server writes them into the page as well. */
export function toAttributes(props: LapelWidgetProps): Record<string, string> {
  const values = props as unknown as Record<string, unknown>
  const named = attributes.map((name): [string, unknown] => [name, values[toOption(name)]])
  return Object.fromEntries(
    named.flatMap(([name, value]) => (value == null || value === false ? [] : [[name, toText(value)]])),
  )
}
