import type { Finding, LapelApi } from '../../../lapel.d.ts'
import { find } from './findings.ts'
import { canBeLoaded } from './policy.ts'

/** Addresses of the SDK: the channel, a version, or one widget. */
const ours = /\/sdk\/(v\d+\/lapel|\d[\w.-]*\/lapel|w\/\w+)\.js/

const addressOf = (script: HTMLScriptElement) => script.src || script.dataset.src || ''
const isScript = ({ type }: HTMLScriptElement) => /^(|module|(text|application)\/javascript)$/.test(type)

/** What became of a script's request, where the browser tells: 0 if it was never made or not answered. */
function statusOf(address: string): number {
  const [entry] = performance.getEntriesByName(address, 'resource') as PerformanceResourceTiming[]
  return entry?.responseStatus ?? 0
}

async function whyNot(script: HTMLScriptElement): Promise<Finding> {
  const { src } = script
  const isLoaded = await canBeLoaded(script)
  const status = statusOf(src)
  if (status >= 400) return find('SCRIPT_FAILED', { src, status })
  return find(isLoaded ? 'SCRIPT_REFUSED' : 'SCRIPT_UNREACHABLE', { src, origin: new URL(src, location.href).origin })
}

/** What the page's script tags and `window.Lapel` say. */
export async function examineScripts(): Promise<Finding[]> {
  const { Lapel } = window as { Lapel?: Partial<LapelApi> }
  const all = [...document.scripts].filter((script) => ours.test(addressOf(script)))
  const tags = all.filter(isScript)
  const [waiting] = all.filter((script) => !isScript(script))
  if (Lapel?.version) {
    const { version } = Lapel
    return [
      ...(tags.length > 1 ? [find('SCRIPT_TWICE', { count: tags.length })] : []),
      ...(version === __VERSION__ ? [] : [find('SCRIPT_OLD', { version, newest: __VERSION__ })]),
    ]
  }
  // An application that has the SDK as a module registers the element, and sets no Lapel.
  if (customElements.get('lapel-widget')) return []
  if (tags[0] && Lapel && !Array.isArray(Lapel.q)) return [find('NAME_TAKEN')]
  if (tags[0]) return [await whyNot(tags[0])]
  return [waiting ? find('SCRIPT_WAITS_FOR_CONSENT', { type: waiting.type }) : find('SCRIPT_MISSING')]
}
