import DoneIcon from '@mui/icons-material/CheckCircleOutlined'
import RefusedIcon from '@mui/icons-material/ErrorOutlined'
import LeftAloneIcon from '@mui/icons-material/RemoveCircleOutlined'
import UndoneIcon from '@mui/icons-material/UndoOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { type RaRecord, useTranslate } from 'react-admin'
import type { BulkResult } from './BulkAction.ts'

interface BulkProgressProps<Row extends RaRecord> {
  /** What is done. */
  title: string
  nameOf: (row: Row) => string
  rows: readonly Row[]
  results: ReadonlyMap<Row['id'], BulkResult>
  running: boolean
  stop: () => void
  onRetry: (refused: readonly Row[]) => void
  /** Takes back what was done. */
  onUndo?: () => void
  onClose: () => void
}

const signs = {
  done: <DoneIcon fontSize="small" color="success" aria-hidden />,
  taken_back: <UndoneIcon fontSize="small" color="info" aria-hidden />,
  left_alone: <LeftAloneIcon fontSize="small" color="disabled" aria-hidden />,
  overtaken: <LeftAloneIcon fontSize="small" color="disabled" aria-hidden />,
  refused: <RefusedIcon fontSize="small" color="error" aria-hidden />,
}

const ResultLine = ({ name, result }: { name: string; result: BulkResult }) => {
  const translate = useTranslate()
  const words = result.outcome === 'refused' ? result.why : `lapel.bulk.${result.outcome}`
  return (
    <Box component="li" sx={{ alignItems: 'center', display: 'flex', fontSize: '0.8125rem', gap: 1, py: 0.5 }}>
      {signs[result.outcome]}
      <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>{name}</Box>
      <Box sx={{ color: 'text.secondary', flexShrink: 0, maxWidth: '50%' }}>{translate(words)}</Box>
    </Box>
  )
}

/** How far it is, and how each row went: what was refused comes first and can be tried again. */
export const BulkProgress = <Row extends RaRecord>(props: BulkProgressProps<Row>) => {
  const { title, nameOf, rows, results, running, stop, onRetry, onUndo, onClose } = props
  const translate = useTranslate()
  const tried = rows.flatMap((row) => {
    const result = results.get(row.id)
    return result ? [{ row, result }] : []
  })
  const refused = tried.filter(({ result }) => result.outcome === 'refused')
  const done = tried.filter(({ result: { outcome } }) => outcome === 'done' || outcome === 'taken_back').length
  const summary = translate('lapel.bulk.summary', { done, refused: refused.length, of: rows.length })
  const sorted = [...tried].sort(
    (a, b) => Number(b.result.outcome === 'refused') - Number(a.result.outcome === 'refused'),
  )
  return (
    <>
      <DialogContent sx={{ pt: 0 }}>
        <LinearProgress
          aria-label={title}
          variant="determinate"
          value={Math.round((tried.length / rows.length) * 100)}
          sx={{ borderRadius: 2, height: 6, mb: 1.5 }}
        />
        <Typography variant="body2" role="status" sx={{ mb: 1 }}>
          {summary}
        </Typography>
        {/* What scrolls has to be reachable by keyboard. */}
        <Box
          component="ul"
          aria-label={translate('lapel.bulk.results')}
          tabIndex={0}
          sx={{ listStyle: 'none', m: 0, maxHeight: 260, overflowY: 'auto', p: 0 }}
        >
          {sorted.map(({ row, result }) => (
            <ResultLine key={row.id} name={nameOf(row)} result={result} />
          ))}
        </Box>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        {running && <Button onClick={stop}>{translate('lapel.bulk.stop')}</Button>}
        {!running && refused.length > 0 && (
          <Button onClick={() => onRetry(refused.map(({ row }) => row))}>{translate('lapel.bulk.retry')}</Button>
        )}
        {!running && onUndo && done > 0 && <Button onClick={onUndo}>{translate('ra.action.undo')}</Button>}
        <Button variant="contained" onClick={onClose} disabled={running}>
          {translate('ra.action.close')}
        </Button>
      </DialogActions>
    </>
  )
}
