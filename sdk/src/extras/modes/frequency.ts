import { type Frequency, mayAppear } from '@lapel/contract/display'
import type { Memory } from './modes.ts'

/** When each widget has opened by itself on this page, in milliseconds since 1970. */
const seen = new Map<string, number[]>()

const storeOf = ({ per }: Frequency) => (per === 'session' ? sessionStorage : localStorage)
const keyOf = (publicId: string) => `lapel:seen:${publicId}`

function readKept(frequency: Frequency, { publicId, consent }: Memory): number[] {
  if (!consent()) return []
  try {
    const kept: unknown = JSON.parse(storeOf(frequency).getItem(keyOf(publicId)) ?? '[]')
    return Array.isArray(kept) ? kept.filter(Number.isFinite) : []
  } catch {
    // Storage that the browser forbids, or that holds what somebody else wrote, remembers nothing.
    return []
  }
}

/** Whether the widget may open by itself once more. */
export function mayOpen(frequency: Frequency | undefined, memory: Memory): boolean {
  if (!frequency) return true
  const here = seen.get(memory.publicId) ?? []
  return mayAppear(frequency, [...new Set([...readKept(frequency, memory), ...here])], Date.now())
}

/** Remembers that the widget has opened by itself. Nothing is stored yet: the visitor has done nothing. */
export function remember({ publicId }: Memory): void {
  seen.set(publicId, [...(seen.get(publicId) ?? []), Date.now()])
}

/** Keeps what is remembered beyond this page, once the visitor has used the widget and where consent was given. */
export function keep(frequency: Frequency | undefined, memory: Memory): void {
  const here = seen.get(memory.publicId)
  if (!frequency || !here || !memory.consent()) return
  const all = [...new Set([...readKept(frequency, memory), ...here])].slice(-100)
  try {
    storeOf(frequency).setItem(keyOf(memory.publicId), JSON.stringify(all))
  } catch {
    // A full or forbidden storage keeps nothing; this page still remembers.
  }
}
