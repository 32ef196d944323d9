/**
 * Signs that a person sent a submission: what the form's config may ask for, what the client sends, and why a submission
 * is quarantined. Shared by SDK, endpoint and console: no zod in this file.
 */

/** Why a submission is in quarantine. `reported`: a member said so; the others are the endpoint's findings. */
export const spamReasons = ['trap', 'too_fast', 'no_work', 'captcha', 'captcha_unavailable', 'reported'] as const
export type SpamReason = (typeof spamReasons)[number]

/**
 * The name of a form post's hidden field for pages without script: who fills it in is no person. No form has a field of
 * this name, and what it holds is not stored.
 */
export const trapField = '_website'

/** The name under which Turnstile adds its token to a form post. Not stored. */
export const captchaField = 'cf-turnstile-response'

/** Most zero bits that a form may ask for: about a million hashes, a second or two of a telephone's time. */
export const mostWorkBits = 20

/** The text whose SHA-256 must start with zero bits. It holds the submission's id, which can be used only once. */
export const workMessage = (publicId: string, id: string, nonce: string): string => `${publicId}:${id}:${nonce}`

/** How many bits are zero before the first that is not. */
export function leadingZeroBits(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0)
  return first === -1 ? bytes.length * 8 : first * 8 + Math.clz32(bytes[first] ?? 0) - 24
}
