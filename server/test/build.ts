import { buildAll } from '../src/builds.ts'

/** Builds once before all files, so that no test waits for it and none builds beside another. */
export default async function setup(): Promise<void> {
  await buildAll(console.log, new AbortController().signal)
}
