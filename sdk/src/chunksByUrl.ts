import { Component, createRef, Fragment, h } from 'preact'
import type { LoadChunk } from './chunks.ts'
import * as kit from './kit.ts'

/** Loads a part from its file beside the script, and gives it the Preact and the kit that are here already. */
export const loadChunk: LoadChunk = async <Part>(name: string, base: string) => {
  const { default: make } = await import(/* @vite-ignore */ `${base}${name}.${__EDITION__}.js`)
  return make({ Component, createRef, Fragment, h }, kit) as Part
}
