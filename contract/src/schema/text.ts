import { z } from 'zod'
import { linkShape } from '../richText.ts'
import { hasHost } from './address.ts'

/** A text that visitors read: trimmed, more than blanks, at most `longest` UTF-16 units. */
export const text = (longest: number) => z.string().trim().regex(/\S/, 'Write something.').max(longest)

/** Keys are the payload's keys, so they are plain identifiers. */
export const key = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'Use lower-case letters, digits and _, starting with a letter.')

export const language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/, 'Use a language tag like de, pt-BR or zh-Hant.')

const address = (shape: RegExp, message: string) =>
  z
    .string()
    .max(2000)
    .regex(shape, message)
    .refine(hasHost, 'Nobody can go to this address. A host in other letters is written like xn--bcher-kva.example.')

/** Where a link may lead. */
export const link = address(linkShape, 'Use an address that starts with https:// or mailto:.')
/** Where a page may be sent on to. */
export const redirect = address(/^https:\/\/[^\s"'<>\\^`{|}]+$/, 'Use an address that starts with https://.')

/** Whether no two of some texts are the same. */
export const areDistinct = (texts: readonly string[]): boolean => new Set(texts).size === texts.length
