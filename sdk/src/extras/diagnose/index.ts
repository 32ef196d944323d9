import type { Diagnosis, Finding } from '../../../lapel.d.ts'
import { readAttribute, readPublicId, selector } from '../../loader/attributes.ts'
import { addressFor, instanceAddress, readHost } from '../../loader/request.ts'
import { type Answer, examineConfig } from './config.ts'
import { find, nameOf } from './findings.ts'
import { explainEmptiness, findHider, findSqueeze, rootOf } from './place.ts'
import { watchPolicy } from './policy.ts'
import { examineScripts } from './scripts.ts'
import { explainClosed, isOpen, presentationOf } from './trigger.ts'

/** @param host where widgets come from whose element names no host */
export type Diagnose = (publicId: string | undefined, host: string) => Promise<Diagnosis>

/** What one element, whose widget can be loaded, shows of it. */
function examineElement(element: Element, { published }: Answer): Finding | undefined {
  if (!published) return undefined
  const hider = findHider(element)
  if (hider) return hider
  const root = rootOf(element)
  if (!root) return explainEmptiness(element)
  const presentation = presentationOf(element, published)
  if (presentation.mode === 'inline') return findSqueeze(element)
  return isOpen(root) ? undefined : explainClosed(readPublicId(element), presentation)
}

function print({ ok, findings }: Diagnosis, what: string): void {
  const lines = findings.map(({ severity, code, message, fix }) => `\n\n${severity} ${code}\n  ${message}\n  → ${fix}`)
  const verdict = ok ? 'nothing is wrong' : 'something keeps it from showing'
  console[ok ? 'info' : 'warn'](`[lapel] ${what}: ${verdict}.${lines.join('')}`)
}

/** Finds out why widgets do not show: every one on the page, or the one with this id. */
export const part: Diagnose = async (publicId, host) => {
  const all = [...document.querySelectorAll(selector)]
  const elements = all.filter((element) => readPublicId(element) && (!publicId || readPublicId(element) === publicId))
  const hostOf = (element: Element) => readHost(readAttribute(element, 'host') ?? host) || location.origin
  const stopWatching = watchPolicy([host || location.origin, ...elements.map(hostOf)])
  const scripts = await examineScripts()
  const addresses = new Map(elements.map((element) => [addressFor(element, host), readPublicId(element)]))
  if (publicId && !elements.length) addresses.set(instanceAddress(readHost(host), publicId), publicId)
  const answers = new Map<string, Answer>()
  for (const [address, id] of addresses) answers.set(address, await examineConfig(address, id))

  const findings = [
    ...scripts,
    ...(elements.length ? [] : [find('ELEMENT_MISSING', { id: publicId ?? 'any widget' })]),
    ...all.filter((element) => !readPublicId(element)).map((element) => find('ID_MISSING', { what: nameOf(element) })),
    ...[...answers.values()].flatMap((answer) => answer.findings),
    ...elements.flatMap(
      (element) => examineElement(element, answers.get(addressFor(element, host)) ?? { findings: [] }) ?? [],
    ),
  ]
  // A refused request looks like one without an answer: the policy explains it.
  const refusals = await stopWatching()
  const isExplained = ({ code }: Finding) => refusals.length && /^(NETWORK|SCRIPT_UNREACHABLE)$/.test(code)
  const named = [...refusals, ...findings.filter((finding) => !isExplained(finding))]
  const diagnosis = { ok: named.every(({ severity }) => severity !== 'error'), findings: named }
  print(diagnosis, publicId ?? 'the widgets of this page')
  return diagnosis
}
