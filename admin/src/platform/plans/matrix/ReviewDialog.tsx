import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { HttpError, useTranslate } from 'react-admin'
import { Change } from '../../../display/Change.tsx'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { undoReason, useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import { cellOf, inverseOf, nameOf, type PlanChange } from './cells.ts'
import { useCellWords } from './useCellWords.ts'
import type { PlanDraft } from './usePlanDraft.ts'

/** Who is affected by limits that change, by the name of the cell. */
function useAffected(changes: readonly PlanChange[]) {
  const acts = useStaffActs()
  const asked = changes.flatMap(({ kind, plan_id, key, after }) =>
    kind === 'limit' && key && after && 'grace_amount' in after
      ? [{ plan_id, limit_type: key, limit_value: after.limit_value }]
      : [],
  )
  return useQuery({
    queryKey: ['previewPlanLimits', asked],
    queryFn: async () => {
      const rows = asked.length > 0 ? await acts.previewPlanLimits(asked) : []
      return new Map(
        rows.map((row) => [nameOf({ kind: 'limit', plan_id: row.plan_id, key: row.limit_type }), row.exceeding]),
      )
    },
    staleTime: 0,
  })
}

const clashOf = (error: unknown) =>
  error instanceof HttpError && error.message === 'CONFLICT' && typeof error.body?.hint === 'string'
    ? error.body.hint
    : undefined

interface ReviewDialogProps {
  draft: PlanDraft
  onClose: () => void
}

/** Every change before it is saved, beside whom it affects; all are saved with one reason, or none. */
export const ReviewDialog = ({ draft, onClose }: ReviewDialogProps) => {
  const { changes, plans } = draft
  const acts = useStaffActs()
  const translate = useTranslate()
  const done = useDone()
  const [clash, setClash] = useState<string>()
  const words = useCellWords((planId) => plans.find(({ plan_id }) => plan_id === planId)?.name ?? planId)
  const { data: exceeding, error } = useAffected(changes)
  const tenantsOf = (planId: string) => plans.find(({ plan_id }) => plan_id === planId)?.organizations ?? 0

  const save = async (reason: string) => {
    setClash(undefined)
    try {
      await acts.savePlans(changes, reason)
    } catch (refused) {
      const cell = clashOf(refused)
      if (cell) {
        setClash(cell)
        // What is shown as before is what the other one has made of it.
        await draft.refetch()
      }
      throw refused
    }
    const inverse = inverseOf(changes)
    // Before what was typed is forgotten: a new plan stays where it is.
    await draft.refetch()
    draft.discard()
    onClose()
    done(
      translate('lapel.matrix.saved', { smart_count: changes.length }),
      inverse && (() => acts.savePlans(inverse, undoReason(reason))),
    )
  }

  return (
    <ActDialog
      words="plans"
      filled={{ smart_count: changes.length }}
      ready={changes.length > 0}
      maxWidth="sm"
      onConfirm={save}
      onClose={onClose}
    >
      {clash && (
        <Alert severity="warning" variant="outlined" role="alert">
          {translate('lapel.matrix.clash', { cell: words.name(cellOf(clash)) })}
        </Alert>
      )}
      {error && (
        <Alert severity="warning" variant="outlined">
          {translate('lapel.matrix.unknown_affected')}
        </Alert>
      )}
      <Box
        component="ul"
        sx={{ listStyle: 'none', m: 0, maxHeight: '45vh', overflowY: 'auto', p: 0 }}
        tabIndex={0}
        aria-label={translate('lapel.audit.changes')}
      >
        {changes.map((change) => (
          <Box component="li" key={nameOf(change)} sx={{ borderBottom: 1, borderColor: 'divider', py: 1 }}>
            <Typography variant="body2" sx={{ fontWeight: 550 }}>
              {words.name(change)}
            </Typography>
            <Change
              before={words.content(change.kind, change.before)}
              after={words.content(change.kind, change.after)}
            />
            <Typography variant="caption" component="div" sx={{ color: 'text.secondary' }}>
              {translate('lapel.matrix.tenants', { smart_count: tenantsOf(change.plan_id) })}
              {Boolean(exceeding?.get(nameOf(change))) &&
                ` · ${translate('lapel.matrix.exceeding', { smart_count: exceeding?.get(nameOf(change)) ?? 0 })}`}
            </Typography>
          </Box>
        ))}
      </Box>
    </ActDialog>
  )
}
