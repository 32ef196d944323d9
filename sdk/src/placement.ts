import type { Identity, LapelEventName, LapelEvents, MountOptions, WidgetEvent } from '../lapel.d.ts'
import type { Start } from './loader/start.ts'

/** Tells the page what happened to one widget. */
export type Emit = <Name extends LapelEventName>(name: Name, detail: Omit<LapelEvents[Name], keyof WidgetEvent>) => void

/** What all widgets of a page share. */
export interface Page extends Start {
  /** Whether anything may be stored in this browser. */
  consent: boolean
  /** Who the visitor is, as the page says. */
  identity?: Identity | null
}

/** Where one widget is to be, and what the page asks of it. */
export interface Placement {
  element: HTMLElement
  publicId: string
  /** Address of the instance on its host. */
  instance: string
  page: Page
  emit: Emit
  /** What the page asks for, read anew on each call: its calls before the attribute. */
  option(name: keyof MountOptions): unknown
}
