import type { Files } from './site.ts'

/**
 * `form` and `survey` are products that ask configured questions, as ours is; `feedback` has one form of its own.
 */
export type Kind = 'static' | 'floor' | 'ours' | 'feedback' | 'survey'

/** One way to put the form on a page. */
export interface Contender {
  name: string
  kind: Kind
  /** Whether the console prints it: the times that the targets are about. */
  isPrinted?: boolean
  head: string
  /** Where the form is to be, in the page's text. */
  place: string
  /** The way to the form's first field, through open shadow roots. */
  path: string[]
  /** What the contender's own host answers. */
  files?: Files
}
