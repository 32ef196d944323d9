/**
 * Properties that only the SDK's own files name: neither pages, nor configs, nor what is sent or stored, nor another
 * release. The build shortens them, in all files alike.
 */
const names = [
  'FormWidget',
  'SubmitRow',
  'Summary',
  'client',
  'collect',
  'component',
  'control',
  'corrections',
  'createDoor',
  'deliver',
  'describe',
  'enter',
  'explain',
  'failure',
  'fieldId',
  'fieldTypes',
  'findErrors',
  'findParts',
  'frozen',
  'given',
  'guarded',
  'handle',
  'instance',
  'isStarted',
  'onEnter',
  'outbox',
  'parts',
  'phase',
  'placement',
  'ports',
  'prepare',
  'postponed',
  'readConfig',
  'refuse',
  'requests',
  'resumed',
  'retryAfter',
  'sealed',
  'sending',
  'strings',
  'submissions',
  'takeFocus',
  'takeOver',
  'ticket',
  'toPayload',
  'toPayloadValue',
  'transient',
  'viewed',
] as const

const letters = 'abcdefgijklmnoprstuvwzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** What terser is given for names to stay the same from file to file. Preact's own begin with `_`. */
export const mangling = {
  regex: new RegExp(`^(_.*|${names.join('|')})$`),
  cache: () => ({ props: { props: Object.fromEntries(names.map((name, at) => [`$${name}`, `${letters[at]}`])) } }),
}

export { names as internalNames }
