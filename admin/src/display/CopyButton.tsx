import CheckIcon from '@mui/icons-material/Check'
import CopyIcon from '@mui/icons-material/ContentCopy'
import Button from '@mui/material/Button'
import { useEffect, useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'

/** Copies a text, and says so where the reader is looking. */
export const CopyButton = ({ text }: { text: string }) => {
  const translate = useTranslate()
  const notify = useNotify()
  const [copied, setCopied] = useState(false)

  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])

  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => notify('lapel.error.failed', { type: 'error' }),
    )

  return (
    <Button size="small" variant="outlined" startIcon={copied ? <CheckIcon /> : <CopyIcon />} onClick={copy}>
      <span aria-live="polite">{translate(copied ? 'lapel.copied' : 'lapel.copy')}</span>
    </Button>
  )
}
