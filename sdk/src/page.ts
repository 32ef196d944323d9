import type { SubmissionRequest } from '@lapel/contract/submission'

const longestAddress = 2000

/** What a submission tells about its page: no query and no fragment, which may hold secrets of other tools. */
export function describePage(
  { origin, pathname }: Pick<Location, 'origin' | 'pathname'> = location,
  { referrer }: Pick<Document, 'referrer'> = document,
): NonNullable<SubmissionRequest['meta']> {
  return {
    page: (origin + pathname).slice(0, longestAddress),
    ...(referrer && { referrer: new URL(referrer).origin }),
    locale: navigator.language,
  }
}
