import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useTranslate } from 'react-admin'
import { useDone } from '../../undo/useDone.tsx'
import type { TakeBacks } from './BulkAction.ts'
import { type Bulk, BulkContext } from './useBulk.ts'

const BulkDialog = lazy(() => import('./BulkDialog.tsx'))

/** Has the dialog of actions on many rows: the list that they were selected in may be left before they are taken back. */
export const BulkProvider = ({ children }: { children: ReactNode }) => {
  const translate = useTranslate()
  const done = useDone()
  const [bulk, setBulk] = useState<Bulk>()

  const close = (ran: boolean, back: TakeBacks) => {
    setBulk(undefined)
    if (!bulk) return
    if (ran) bulk.onRan?.()
    if (back.size === 0) return
    const rows = bulk.rows.filter(({ id }) => back.has(id))
    const message = translate('lapel.bulk.done_to', { act: translate(bulk.action.label), smart_count: back.size })
    done(message, async () => {
      setBulk({ action: bulk.action, rows, back })
      return 'shown'
    })
  }

  return (
    <BulkContext value={setBulk}>
      {children}
      {bulk && (
        <Suspense fallback={null}>
          <BulkDialog bulk={bulk} onClose={close} />
        </Suspense>
      )}
    </BulkContext>
  )
}
