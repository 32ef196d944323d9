import DownloadIcon from '@mui/icons-material/DownloadOutlined'
import { useState } from 'react'
import { Button, type RaRecord, useDataProvider, useListContext, useNotify } from 'react-admin'
import type { ConsoleDataProvider } from '../providers/dataProvider.ts'
import { exporter } from '../providers/exporter.ts'

/** The Data API answers at most this many rows at once. */
const batch = 1000
const most = 10_000

/** Exports every row that the filters leave, not only the page on screen, up to ten thousand. */
export const ExportCsvButton = () => {
  const { resource, sort, filterValues, total } = useListContext()
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const notify = useNotify()
  const [busy, setBusy] = useState(false)

  const readAll = async () => {
    const rows: RaRecord[] = []
    for (let page = 1; rows.length < most; page += 1) {
      const { data } = await dataProvider.getList(resource, {
        sort,
        filter: filterValues,
        pagination: { page, perPage: batch },
      })
      rows.push(...data)
      if (data.length < batch) return { rows, complete: true }
    }
    return { rows, complete: false }
  }

  const exportAll = async () => {
    setBusy(true)
    try {
      const { rows, complete } = await readAll()
      await exporter(rows, undefined, undefined, resource)
      if (complete) notify('lapel.list.exported', { messageArgs: { smart_count: rows.length } })
      else notify('lapel.list.exported_first', { type: 'warning', messageArgs: { count: rows.length } })
    } catch {
      notify('lapel.error.failed', { type: 'error' })
    } finally {
      setBusy(false)
    }
  }

  return (
    <Button label="ra.action.export" onClick={exportAll} disabled={busy || total === 0}>
      <DownloadIcon />
    </Button>
  )
}
