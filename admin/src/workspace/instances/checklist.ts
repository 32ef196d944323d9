import { isOriginAllowed } from '@lapel/contract/origins'
import type { Instance } from './row.ts'

/** What pages could not load or show, counted by page and code. */
export interface FetchError {
  id: string
  public_id: string
  code: string
  page: string | null
  hits: number
  last_at: string
}

/** One thing to know about an installation; `words` is a key below `lapel.check`. */
export interface Fact {
  verdict: 'good' | 'bad' | 'open'
  words: string
  values?: Record<string, string>
}

/** The page that a person means: an address with or without its scheme. Undefined for what is none. */
export function readPage(typed: string): URL | undefined {
  const text = typed.trim()
  const address = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`
  if (!text || !URL.canParse(address)) return undefined
  const url = new URL(address)
  const isHost = url.hostname.includes('.') || url.hostname === 'localhost' || url.hostname.startsWith('[')
  return /^https?:$/.test(url.protocol) && isHost && !url.username ? url : undefined
}

/** Whether visitors are given the widget at all. */
export function judgePublished(status: Instance['status'], expires: Date | null, now: number): Fact {
  if (status !== 'published') return { verdict: 'bad', words: `not_${status}` }
  if (expires && expires.getTime() <= now) return { verdict: 'bad', words: 'expired' }
  return { verdict: 'good', words: 'published' }
}

/** Whether the site of a page is one of those that may use the widget. */
export function judgeSite({ allowed_origins: allowed }: Instance, page: URL | undefined): Fact {
  if (allowed.length === 0) return { verdict: 'good', words: 'any_site' }
  const sites = allowed.join(', ')
  if (!page) return { verdict: 'open', words: 'some_sites', values: { sites } }
  const values = { site: page.origin, sites }
  return isOriginAllowed(page.origin, allowed)
    ? { verdict: 'good', words: 'site_allowed', values }
    : { verdict: 'bad', words: 'site_refused', values }
}

/** Browsers give a page of https nothing from an address of http, but for this machine's own. */
export function judgeScheme(page: URL | undefined, lapel: string): Fact[] {
  const isMixed = page?.protocol === 'https:' && /^http:\/\/(?!localhost|127\.)/.test(lapel)
  return isMixed ? [{ verdict: 'bad', words: 'mixed', values: { lapel } }] : []
}

/** Whether a report is about this page; about any page of the site where only the site was named. */
export function isAbout({ page }: FetchError, asked: URL | undefined): boolean {
  if (!asked) return true
  if (!page || !URL.canParse(page)) return false
  const { origin, pathname } = new URL(page)
  return origin === asked.origin && (asked.pathname === '/' || pathname === asked.pathname)
}

/** The line for the developer tools of the page, which needs no script of ours on it. */
export const toolsLine = (lapel: string, publicId: string): string =>
  `import('${lapel}/sdk/v1/diagnose.js').then((lapel) => lapel.diagnose('${publicId}'), (error) => console.warn('Lapel: this page lets no script of ${lapel} in. Look at its content security policy and at blockers.', error))`
