import { leadingZeroBits, type SpamReason, workMessage } from '../../../../contract/src/proof.ts'
import { longestCaptchaToken } from '../../../../contract/src/submission.ts'
import type { LiveInstance } from '../instances/live.ts'
import type { Captcha } from '../ports.ts'
import type { Submission } from './parse.ts'

interface Suspect {
  submission: Submission
  instance: LiveInstance
  ip: string | null
  /** The submission's id, or what stands for it while one request of a page without script is answered. */
  once: string
}

const sha256 = async (text: string) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))

async function didWork({ submission, instance }: Suspect, bits: number): Promise<boolean> {
  const { id, proof } = submission
  if (id === null || !proof.work) return false
  return leadingZeroBits(await sha256(workMessage(instance.embed.public_id, id, proof.work.nonce))) >= bits
}

/** Bound to instance and submission, so that a token does not serve for one after the other. A UUID, of version 8. */
async function idempotencyKey({ instance, once }: Suspect): Promise<string> {
  const digest = await sha256(`captcha:${instance.embed.public_id}:${once}`)
  const hex = Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-8$3-8$4-$5')
}

async function askCaptcha(captcha: Captcha | undefined, suspect: Suspect): Promise<SpamReason[]> {
  const token = suspect.submission.proof.turnstile
  if (!token || token.length > longestCaptchaToken) return ['captcha']
  const { allowedOrigins } = suspect.instance
  const context = { ip: suspect.ip, idempotencyKey: await idempotencyKey(suspect), allowedOrigins }
  const isPerson = captcha ? await captcha.verify(token, context) : 'unavailable'
  if (isPerson === 'unavailable') return ['captcha_unavailable']
  return isPerson ? [] : ['captcha']
}

/**
 * Why a submission looks like spam; empty for what a person sent. It never refuses: a page without script can show no
 * work, and who waits in quarantine is not lost. Such a page is not asked for the time, which nobody measured there. The
 * captcha is asked last and only about what nothing else speaks against, because that goes out to another service.
 */
export async function suspect(captcha: Captcha | undefined, about: Suspect): Promise<SpamReason[]> {
  const { submission, instance } = about
  const { config } = instance.embed
  const { minSeconds, workBits, turnstile } = ('spam' in config && config.spam) || {}
  const reasons: SpamReason[] = []
  if (submission.proof.trap) reasons.push('trap')
  if (minSeconds !== undefined && submission.id !== null && (submission.proof.elapsed ?? 0) < minSeconds * 1000) {
    reasons.push('too_fast')
  }
  if (workBits !== undefined && !(await didWork(about, workBits))) reasons.push('no_work')
  return turnstile && reasons.length === 0 ? askCaptcha(captcha, about) : reasons
}
