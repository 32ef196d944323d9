import { build } from '../src/builds.ts'

/** Builds once before all files, so that no test waits for it and none builds beside another. */
export default async function setup(): Promise<void> {
  const { signal } = new AbortController()
  await Promise.all([build('sdk', console.log, signal), build('admin', console.log, signal)])
}
