/**
 * Rich text as a tree of plain data. It has two levels and no more, so that nothing recurses; text is text and becomes a
 * text node, never markup. No zod in this file.
 */

/** A run of text, or a link when it has an `href`. */
export type Run = {
  text: string
  bold?: boolean | undefined
  italic?: boolean | undefined
  /** https: or mailto: */
  href?: string | undefined
}

/** A paragraph, or a list of items. */
export type Block = { type: 'paragraph'; runs: Run[] } | { type: 'list'; ordered?: boolean | undefined; items: Run[][] }
export type RichText = Block[]

/** Addresses that a link may have, for schemas that know only expressions. */
export const linkShape = /^(?:https:\/\/[^\s"'<>\\^`{|}]+|mailto:[^\s"'<>\\^`{|}@]+@[^\s"'<>\\^`{|}@]+)$/

/** Whether a link may be followed: an https or mailto address. Ask again before rendering: a config may be older than a rule. */
export const isLink = (href: unknown): href is string =>
  typeof href === 'string' && linkShape.test(href) && URL.canParse(href)

/** The words alone, for accessible names and for mails. */
export const plainText = (text: RichText): string =>
  text
    .flatMap((block) => (block.type === 'list' ? block.items : [block.runs]))
    .map((runs) => runs.map((run) => run.text).join(''))
    .join('\n')
