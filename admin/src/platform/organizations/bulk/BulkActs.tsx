import Button from '@mui/material/Button'
import { useState } from 'react'
import { useGetMany, useListContext, useTranslate } from 'react-admin'
import type { Organization } from '../row.ts'
import { type BulkAct, BulkDialog } from './BulkDialog.tsx'

const acts: readonly BulkAct[] = ['suspend', 'reactivate', 'plan', 'override']

/** What staff admins do to every chosen tenant. */
export const BulkActs = () => {
  const { selectedIds } = useListContext<Organization>()
  const translate = useTranslate()
  const [act, setAct] = useState<BulkAct>()
  // Those chosen on other pages of the list, too.
  const { data = [], isPending } = useGetMany<Organization>('organizations', { ids: selectedIds })
  const tenants = data.filter(Boolean)
  return (
    <>
      {acts.map((one) => (
        <Button key={one} size="small" disabled={isPending} onClick={() => setAct(one)}>
          {translate(`lapel.act.${one}.name`)}
        </Button>
      ))}
      {act && <BulkDialog act={act} tenants={tenants} onClose={() => setAct(undefined)} />}
    </>
  )
}
