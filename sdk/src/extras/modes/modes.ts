import type { Display } from '@lapel/contract/display'
import type { ComponentChildren, ComponentType } from 'preact'
import type { Placement } from '../../placement.ts'
import type { Strings } from '../../strings.ts'
import type { Mode, Presentation } from './presentation.ts'

export interface FrameProps {
  door: Door
  /** Of the texts: language tag and direction. */
  locale: { lang: string | undefined; dir: 'ltr' | 'rtl' }
  strings: Strings
  /** Names the dialog, for who does not see it. */
  title: string | undefined
  children?: ComponentChildren
}

/** Whether a widget that is not inline is open, where it shows, and what opens it. */
export interface Door {
  isOpen: boolean
  presentation: Presentation
  set(isOpen: boolean): void
  /** Takes what page and config ask for as it is now. */
  update(mode: Mode, display: Display | undefined): void
  end(): void
}

/** What a door needs of its widget. */
export interface DoorPorts {
  placement: Placement
  /** The visitor sees the widget. */
  view(): void
  /** The widget is to be drawn anew. */
  draw(): void
}

/** What frequency caps go by. */
export interface Memory {
  publicId: string
  /** Whether anything may be kept beyond this page. */
  consent(): boolean
}

/** What modes other than inline need; exported by `index.tsx` as `part`. */
export interface Modes {
  createDoor(ports: DoorPorts): Door
  /** Draws what the widget opens in, and the button that opens it. */
  frame: ComponentType<FrameProps>
  css: string
  strings: Readonly<Record<string, string>>
}
