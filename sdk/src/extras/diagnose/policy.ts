import type { Finding } from '../../../lapel.d.ts'
import { find } from './findings.ts'

/** Collects what the content security policy of the page refuses of these hosts, until the returned function is called. */
export function watchPolicy(hosts: readonly string[]): () => Promise<Finding[]> {
  const found = new Map<string, Finding>()
  const note = ({ blockedURI: uri, effectiveDirective }: SecurityPolicyViolationEvent) => {
    const origin = hosts.find((host) => uri.startsWith(host))
    const directive = effectiveDirective.replace(/-elem$/, '')
    if (origin) found.set(directive, find('POLICY', { uri, directive, origin }))
  }
  document.addEventListener('securitypolicyviolation', note)
  return async () => {
    // A browser tells of a refusal a little after the request has failed.
    await new Promise((resolve) => setTimeout(resolve, 100))
    document.removeEventListener('securitypolicyviolation', note)
    return [...found.values()]
  }
}

/** Whether a script can be loaded, without running it. A policy that names hosts refuses it once more. */
export async function canBeLoaded({ src, nonce }: HTMLScriptElement): Promise<boolean> {
  const link = Object.assign(document.createElement('link'), { rel: 'preload', as: 'script', href: src, nonce })
  const isLoaded = await new Promise<boolean>((resolve) => {
    link.onload = () => resolve(true)
    link.onerror = () => resolve(false)
    document.head.append(link)
  })
  link.remove()
  return isLoaded
}
