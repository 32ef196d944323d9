import { type RefObject, useEffect } from 'react'
import { isTyping } from '../shortcuts/isTyping.ts'
import { rowCardsClass } from './RowCards.tsx'

const rowSelector = `tbody tr, .${rowCardsClass} > li, li[data-row]`

/** What a row gives the keyboard: its link, or itself. */
function focusable(row: HTMLElement): HTMLElement {
  const link = row.querySelector<HTMLElement>('a[href], [role="button"]')
  if (link) return link
  row.tabIndex = -1
  return row
}

function move(list: HTMLElement, by: 1 | -1): void {
  const rows = [...list.querySelectorAll<HTMLElement>(rowSelector)]
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))
  const row = rows[next]
  if (!row) return
  focusable(row).focus()
  row.scrollIntoView({ block: 'nearest' })
}

function select(list: HTMLElement): void {
  const rows = [...list.querySelectorAll<HTMLElement>(rowSelector)]
  const row = rows.find((one) => one.contains(document.activeElement))
  row?.querySelector<HTMLElement>('input[type="checkbox"]')?.click()
}

const keys: Readonly<Record<string, (list: HTMLElement) => void>> = {
  j: (list) => move(list, 1),
  k: (list) => move(list, -1),
  x: select,
  '/': (list) => list.querySelector<HTMLElement>('input[name="q"]')?.focus(),
}

/** j and k go down and up the rows of a list, Enter opens (the row's link has the focus), x selects, / searches. */
export function useListKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const act = keys[event.key]
      if (!act || !list.current || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
      event.preventDefault()
      act(list.current)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [list])
}
