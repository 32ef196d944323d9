import { Component, createRef, Fragment, h } from 'preact'
import type { LoadChunk } from './chunks.ts'
import {
  collect,
  deliver,
  describe,
  Fields,
  FormWidget,
  fieldId,
  guarded,
  SubmitRow,
  Trap,
  takeFocus,
  toPayload,
  toPayloadValue,
  warn,
} from './kit.ts'

// Named one by one: a whole namespace costs a function for each of its names.
const preact = { Component, createRef, Fragment, h }
const kit = {
  collect,
  deliver,
  describe,
  Fields,
  FormWidget,
  fieldId,
  guarded,
  SubmitRow,
  Trap,
  takeFocus,
  toPayload,
  toPayloadValue,
  warn,
}

/** What the address of a part ends with that could not be loaded. */
const again: Record<string, string> = {}

/** Loads a part from its file beside the script, and gives it the Preact and the kit that are here already. */
export const loadChunk: LoadChunk = async <Part>(name: string, base: string) => {
  // A module that failed to load is remembered as failed: the next try needs another address.
  const load = () => import(/* @vite-ignore */ `${base}${name}.${__EDITION__}.js${again[name] ?? ''}`)
  const { default: make } = await load().catch(() => {
    again[name] = `${again[name] ?? '?'}-`
    return load()
  })
  return make(preact, kit) as Part
}
