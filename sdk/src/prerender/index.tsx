import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Drawn } from '../drawn.ts'
import type { Published } from '../published.ts'
import { initialState } from '../state.ts'
import styles from '../styles.css?inline'
import type { Actions } from '../view.ts'
import { Widget } from '../Widget.tsx'
import { findObstacle, type Obstacle, partsOf } from './parts.ts'
import { toDrawn } from './toDrawn.ts'

const nothing = () => undefined
const still: Actions = {
  enter: nothing,
  check: () => false,
  step: nothing,
  submit: nothing,
  reset: nothing,
  reload: nothing,
  close: nothing,
  endpoint: () => '',
}

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

/** A widget as it is before any script runs. */
export interface Prerendered {
  /** Why it can be looked at and measured, but not used, without a script; undefined for what can be used. */
  obstacle: Obstacle | undefined
  /** What its shadow root holds. */
  html: string
  /** The same for a script. */
  drawn: Drawn
  css: string
  /** Of that, what this form adds to the shared look. */
  ownCss: string
}

/**
 * Draws a published widget as text, as it first shows. Where nothing stands against it, the browser itself can send what is
 * filled in before the SDK is there to take it over. Undefined for whatever is not inline.
 *
 * @param action where the browser sends it
 */
export function prerender(published: Published, action: string): Prerendered | undefined {
  const parts = partsOf(published)
  if (!parts) return undefined
  const state = { ...initialState, phase: 'editing', config: published, parts } as const
  const drawn = renderToString(<Widget state={state} actions={still} door={undefined} />)
  // The only form there is. Its fields are checked by the browser until the SDK does that.
  const html = drawn
    .replace('<form ', `<form method="post" action="${escapeText(action)}" data-revision="${published.revision}" `)
    .replace(' novalidate', '')
  const ownCss = `${published.look ?? ''}${parts.css}`
  return { obstacle: findObstacle(published), html, drawn: toDrawn(html), css: styles + ownCss, ownCss }
}
