import type { Page } from './placement.ts'

/** Who the visitor is, as a body says it. Longer ones are as good as unsigned, and must not make the body too large. */
export const writeIdentity = ({ identity }: Page): string | null | undefined =>
  identity && `${identity.signature}:${identity.user}`.slice(0, 300)
