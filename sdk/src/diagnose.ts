import type { LapelApi } from '../lapel.d.ts'

/** Served as /sdk/v1/diagnose.js, for pages on which no script of Lapel has run. */
export const diagnose: LapelApi['diagnose'] = async (publicId) => {
  const { default: make } = await import(/* @vite-ignore */ `./extras/diagnose.${__EDITION__}.js`)
  return make()(publicId, new URL(import.meta.url).origin)
}
