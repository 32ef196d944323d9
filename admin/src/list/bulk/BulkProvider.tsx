import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { useTranslate } from 'react-admin'
import { useDone } from '../../undo/useDone.tsx'
import type { TakeBacks } from './BulkAction.ts'
import { type Bulk, BulkContext } from './useBulk.ts'

const BulkDialog = lazy(() => import('./BulkDialog.tsx'))

interface NumberedBulk extends Bulk {
  number: number
}

/**
 * Has the dialogs of actions on many rows: the list that they were selected in may be left before they are taken back.
 * What is taken back from a notification opens over an action that is still asked for or running.
 */
export const BulkProvider = ({ children }: { children: ReactNode }) => {
  const translate = useTranslate()
  const done = useDone()
  const asked = useRef(0)
  const [bulks, setBulks] = useState<readonly NumberedBulk[]>([])

  const ask = (bulk: Bulk) => {
    asked.current += 1
    const numbered = { ...bulk, number: asked.current }
    setBulks((open) => [...open, numbered])
  }
  const close = ({ number, action, rows, onRan }: NumberedBulk, ran: boolean, back: TakeBacks) => {
    setBulks((open) => open.filter((one) => one.number !== number))
    if (ran) onRan?.()
    if (back.size === 0) return
    const message = translate('lapel.bulk.done_to', { act: translate(action.label), smart_count: back.size })
    done(message, async () => {
      ask({ action, rows: rows.filter(({ id }) => back.has(id)), back })
      return 'shown'
    })
  }

  return (
    <BulkContext value={ask}>
      {children}
      {bulks.map((bulk) => (
        <Suspense key={bulk.number} fallback={null}>
          <BulkDialog bulk={bulk} onClose={(ran, back) => close(bulk, ran, back)} />
        </Suspense>
      ))}
    </BulkContext>
  )
}
