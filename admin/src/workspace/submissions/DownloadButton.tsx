import DownloadIcon from '@mui/icons-material/FileDownloadOutlined'
import Button from '@mui/material/Button'
import { useState } from 'react'
import { useDataProvider, useNotify, useTranslate } from 'react-admin'
import type { ConsoleDataProvider } from '../../providers/dataProvider.ts'
import { refusalOf } from '../../providers/refusal.ts'

/** Has the browser save what is at an address, without leaving the page. Throws when nothing is there. */
async function save(address: string) {
  const { ok } = await fetch(address, { method: 'HEAD', referrerPolicy: 'no-referrer' })
  if (!ok) throw new Error('NOT_FOUND')
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}

/** Fetches one file of a submission from an address that works for a few minutes. */
export const DownloadButton = ({ id, name }: { id: string; name: string }) => {
  const translate = useTranslate()
  const notify = useNotify()
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const [busy, setBusy] = useState(false)
  const download = () => {
    setBusy(true)
    return dataProvider
      .openDownload(id)
      .then(save)
      .catch((error: unknown) => notify(refusalOf(error), { type: 'error' }))
      .finally(() => setBusy(false))
  }
  return (
    <Button
      size="small"
      variant="outlined"
      startIcon={<DownloadIcon />}
      loading={busy}
      loadingPosition="start"
      onClick={download}
      aria-label={translate('lapel.submission.download_file', { name })}
    >
      {translate('lapel.submission.download')}
    </Button>
  )
}
