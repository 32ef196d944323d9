import DownloadIcon from '@mui/icons-material/DownloadOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type RaRecord, useDataProvider, useNotify, useTranslate } from 'react-admin'
import type { ConsoleDataProvider } from '../../providers/dataProvider.ts'
import { exporter } from '../../providers/exporter.ts'
import { toPostgrest } from '../../providers/listQuery.ts'
import { refusalOf } from '../../providers/refusal.ts'
import { StaffButton } from '../room/StaffButton.tsx'
import type { ExportKind } from './rows.ts'

interface ExportRowsProps {
  resource: ExportKind
  /** As the list on screen has them. */
  filter: Record<string, unknown>
}

/** The Data API answers at most this many rows at once. */
const batch = 1000
const most = 10_000

async function readAll(dataProvider: ConsoleDataProvider, { resource, filter }: ExportRowsProps) {
  const rows: RaRecord[] = []
  for (let page = 1; rows.length < most; page += 1) {
    const { data } = await dataProvider.getList(resource, {
      sort: { field: 'created_at', order: 'DESC' },
      filter,
      pagination: { page, perPage: batch },
    })
    rows.push(...data)
    if (data.length < batch) return { rows, complete: true }
  }
  return { rows, complete: false }
}

/** The list's filters as the exporting job takes them: columns, and moments instead of days. */
export function exportFilters({ resource, filter }: ExportRowsProps): Record<string, string> {
  const { 'and@': bounds, ...columns } = toPostgrest(resource, filter)
  const moment = (operator: string) => new RegExp(`created_at\\.${operator}\\.([^,)]+)`).exec(String(bounds))?.[1]
  const [since, until] = [moment('gte'), moment('lt')]
  return { ...(columns as Record<string, string>), ...(since ? { since } : {}), ...(until ? { until } : {}) }
}

/** Exports what the filters leave: at once up to ten thousand rows, or more by a job. */
export const ExportRows = (props: ExportRowsProps) => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const queryClient = useQueryClient()
  const translate = useTranslate()
  const notify = useNotify()
  const [busy, setBusy] = useState(false)

  const exportNow = async () => {
    setBusy(true)
    try {
      const { rows, complete } = await readAll(dataProvider, props)
      await exporter(rows, undefined, undefined, props.resource)
      if (complete) notify('lapel.list.exported', { messageArgs: { smart_count: rows.length } })
      else notify('lapel.list.exported_first', { type: 'warning', messageArgs: { count: rows.length } })
    } catch {
      notify('lapel.error.failed', { type: 'error' })
    } finally {
      setBusy(false)
    }
  }
  const request = async () => {
    try {
      await dataProvider.call('request_export', { kind: props.resource, filters: exportFilters(props) })
      await queryClient.invalidateQueries({ queryKey: ['my_exports'] })
      notify('lapel.exports.requested', { type: 'success' })
    } catch (error) {
      const refusal = refusalOf(error)
      notify(refusal === 'lapel.error.CONFLICT' ? 'lapel.exports.too_many' : refusal, { type: 'error' })
    }
  }

  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      <Button size="small" startIcon={<DownloadIcon />} onClick={exportNow} disabled={busy}>
        {translate('ra.action.export')}
      </Button>
      <StaffButton atLeast="support" onClick={request}>
        {translate('lapel.exports.request')}
      </StaffButton>
    </Box>
  )
}
