import type { Handle, LapelEventName, LapelEvents, MountOptions } from '@lapel/sdk'
import type { CSSProperties, ReactNode } from 'react'

/** One callback for each event of the SDK: `onReady`, `onSuccess` and so on, called with the event's detail. */
export type LapelCallbacks = {
  [Name in LapelEventName as `on${Capitalize<Name>}`]?: ((detail: LapelEvents[Name]) => void) | undefined
}

type Options = { [Name in keyof MountOptions]: MountOptions[Name] | undefined }

/** Every option of the SDK, every event as a callback, and what any element of a page has. */
export interface LapelWidgetProps extends Omit<Options, 'publicId'>, LapelCallbacks {
  /** The widget's id. Without one the element stays empty until it has one. */
  publicId: string | undefined
  id?: string | undefined
  className?: string | undefined
  /** The SDK's custom properties too: `{ '--lapel-accent': '#1f5c4d' }`. */
  style?: (CSSProperties & { readonly [property: `--${string}`]: string | number | undefined }) | undefined
  /** Shown only if the widget cannot load. */
  children?: ReactNode
}

/** What a ref of the component holds: a handle, except for what props and React do. Safe at any time. */
export type WidgetHandle = Omit<Handle, 'update' | 'unmount'>
