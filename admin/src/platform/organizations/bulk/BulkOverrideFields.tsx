import Box from '@mui/material/Box'
import { useState } from 'react'
import type { BulkFieldsProps } from '../../../list/bulk/BulkAction.ts'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { emptyOverride, isComplete, type OverrideDraft, OverrideFields } from '../../tenant/acts/OverrideFields.tsx'
import { useSetOverride } from '../../tenant/acts/useSetOverride.ts'
import type { Organization } from '../row.ts'

/** Which limit they get, and until when. */
export const BulkOverrideFields = ({ onReady }: BulkFieldsProps<Organization>) => {
  const setOverride = useSetOverride()
  const staffActs = useStaffActs()
  const [draft, setDraft] = useState(emptyOverride)
  const change = (typed: OverrideDraft) => {
    setDraft(typed)
    if (!isComplete(typed)) return onReady(undefined)
    // What it replaces is there again once it is taken back.
    onReady(async ({ id }, reason) => setOverride(id, typed, reason ?? '', await staffActs.overrides(id)))
  }
  return (
    <Box sx={{ display: 'grid', gap: 1, mb: 1 }}>
      <OverrideFields draft={draft} onChange={change} />
    </Box>
  )
}
