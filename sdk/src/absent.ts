import type { LapelEvents } from '../lapel.d.ts'
import { readPublicId, selector } from './loader/attributes.ts'
import { scriptAddress } from './loader/start.ts'

// Served in place of a widget's script while the widget cannot be shown: it tells the page, the developer and Lapel why.
const publicId = __PUBLIC_ID__
const code = __CODE__
const { origin } = new URL(scriptAddress())

function tell(): void {
  for (const element of document.querySelectorAll<HTMLElement>(selector)) {
    if (readPublicId(element) !== publicId) continue
    const detail: LapelEvents['error'] = { publicId, element, during: 'load', code, detail: code, fields: [] }
    element.dispatchEvent(new CustomEvent('lapel:error', { detail, bubbles: true, composed: true }))
  }
}

console.warn('[lapel]', 'not loaded:', code, publicId)
if (document.readyState === 'loading') addEventListener('DOMContentLoaded', tell, { once: true })
else tell()
const report = { public_id: publicId, code, page: location.origin + location.pathname, sdk_version: __VERSION__ }
navigator.sendBeacon(`${origin}/functions/v1/embed/v1/errors`, JSON.stringify(report))
