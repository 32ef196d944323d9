import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import { useTenant } from '../useTenant.ts'
import { useTenantQuery } from '../useTenantQuery.ts'
import type { ActProps } from './ActsMenu.tsx'
import { emptyOverride, isComplete, OverrideFields } from './OverrideFields.tsx'
import { useSetOverride } from './useSetOverride.ts'

/** Grants a tenant a limit of its own, with an end or without. */
const GrantOverride = ({ onClose }: ActProps) => {
  const { id, name } = useTenant()
  const { data: before } = useTenantQuery('overrides', (staffActs, organizationId) =>
    staffActs.overrides(organizationId),
  )
  const setOverride = useSetOverride()
  const translate = useTranslate()
  const done = useDone()
  const [draft, setDraft] = useState(emptyOverride)
  const grant = async (reason: string) => {
    const undo = await setOverride(id, draft, reason, before)
    onClose()
    done(translate('lapel.act.override.done', { name }), undo)
  }
  return (
    <ActDialog
      words="override"
      filled={{ name }}
      ready={isComplete(draft) && before !== undefined}
      onConfirm={grant}
      onClose={onClose}
    >
      <OverrideFields draft={draft} onChange={setDraft} />
    </ActDialog>
  )
}

export default GrantOverride
