import type { Rule } from './rule.ts'

/** Longest accepted text where the config sets no `maxLength`, in code points. */
export const defaultMaxLength = { text: 500, textarea: 5000 } as const

// The HTML Standard's definition of a valid e-mail address, plus a required dot in the domain.
const email = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)+$/i
const tel = /^\+?[\d\s().-]{5,32}$/

const isWebAddress = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)

/** Rule of text, textarea, email, tel, url and hidden. */
export const checkText: Rule = (field, value) => {
  const { type, minLength, maxLength } = field
  if (typeof value !== 'string') return { code: 'type' }
  const length = [...value].length
  const longest = maxLength ?? (type === 'textarea' ? defaultMaxLength.textarea : defaultMaxLength.text)
  if (minLength !== undefined && length < minLength) return { code: 'tooShort', bound: minLength }
  if (length > longest) return { code: 'tooLong', bound: longest }
  if (type === 'email' && !email.test(value)) return { code: 'email' }
  if (type === 'url' && !isWebAddress(value)) return { code: 'url' }
  if (type === 'tel' && !tel.test(value)) return { code: 'tel' }
  return undefined
}
