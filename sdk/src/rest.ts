import { type Carried, carriedStart } from './loader/carried.ts'
import { start as begin } from './runtime.ts'
import { sharedSheet } from './shadow.ts'

/** The runtime for forms that `first.ts` has drawn: with what takes them over, and without the look, which they have. */
export function start(carried: Carried): void {
  sharedSheet(carried.sheet)
  begin(carriedStart(carried))
}
