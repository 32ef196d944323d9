import { Component, createRef, Fragment, h } from 'preact'
import type { LoadChunk } from './chunks.ts'
import {
  describe,
  ErrorSummary,
  Fields,
  FormField,
  FormWidget,
  guarded,
  Receipt,
  SubmitRow,
  Trap,
  takeFocus,
  toPayload,
  warn,
} from './kit.ts'

// Named one by one: a whole namespace costs a function for each of its names.
const preact = { Component, createRef, Fragment, h }
const kit = {
  describe,
  ErrorSummary,
  Fields,
  FormField,
  FormWidget,
  guarded,
  Receipt,
  SubmitRow,
  Trap,
  takeFocus,
  toPayload,
  warn,
}

/** Loads a part from its file beside the script, and gives it the Preact and the kit that are here already. */
export const loadChunk: LoadChunk = async <Part>(name: string, base: string) => {
  const { default: make } = await import(/* @vite-ignore */ `${base}${name}.${__EDITION__}.js`)
  return make(preact, kit) as Part
}
