import type { LapelEventName } from '@lapel/sdk'
import type { LapelCallbacks } from './props.ts'

// As keys, so that an event that is missing here is an error of types.
const events: Record<LapelEventName, true> = {
  ready: true,
  view: true,
  start: true,
  step: true,
  change: true,
  submit: true,
  success: true,
  error: true,
  close: true,
}

/** All events of the SDK. */
export const eventNames = Object.keys(events) as LapelEventName[]

/** The prop of an event: `onReady` of `ready`. */
export const callbackOf = (name: LapelEventName): keyof LapelCallbacks =>
  `on${name.charAt(0).toUpperCase()}${name.slice(1)}` as keyof LapelCallbacks
