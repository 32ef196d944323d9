import DownloadIcon from '@mui/icons-material/DownloadOutlined'
import MuiButton from '@mui/material/Button'
import { Button, type RaRecord, useGetMany, useListContext, useTranslate, useUnselectAll } from 'react-admin'
import { exporter } from '../../providers/exporter.ts'
import type { BulkAction } from './BulkAction.ts'
import { useBulk } from './useBulk.ts'

/** The buttons of the bar that appears when rows are selected: the list's own acts, and the selection as CSV. */
export const BulkButtons = <Row extends RaRecord>({ actions }: { actions: readonly BulkAction<Row>[] }) => {
  const { resource, selectedIds } = useListContext()
  const translate = useTranslate()
  const unselectAll = useUnselectAll(resource)
  const ask = useBulk()
  // The rows may be on other pages of the list.
  const { data } = useGetMany<Row>(resource, { ids: selectedIds }, { enabled: selectedIds.length > 0 })
  const rows = data?.filter(Boolean) ?? []

  return (
    <>
      {actions.map((action) => (
        <MuiButton
          key={action.name}
          size="small"
          disabled={rows.length === 0}
          onClick={() => ask({ action: action as unknown as BulkAction<RaRecord>, rows, onRan: unselectAll })}
        >
          {translate(action.label)}
        </MuiButton>
      ))}
      <Button
        label="ra.action.export"
        disabled={rows.length === 0}
        onClick={() => exporter(rows, undefined, undefined, resource)}
      >
        <DownloadIcon />
      </Button>
    </>
  )
}
