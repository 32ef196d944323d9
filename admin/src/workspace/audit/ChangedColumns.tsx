import Box from '@mui/material/Box'
import { alpha } from '@mui/material/styles'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import { useTranslate } from 'react-admin'
import { Section } from '../../display/Section.tsx'
import type { AuditEntry } from './row.ts'

const asText = (value: unknown): string => {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  return JSON.stringify(value, null, 2)
}

const Value = ({ value, colour }: { value: unknown; colour: 'error' | 'success' }) =>
  value === undefined ? null : (
    <Box
      component={colour === 'error' ? 'del' : 'ins'}
      sx={{
        bgcolor: (theme) => alpha(theme.palette[colour].main, 0.12),
        borderRadius: 1,
        display: 'inline-block',
        fontFamily: 'ui-monospace, Menlo, monospace',
        fontSize: '0.8125rem',
        overflowWrap: 'anywhere',
        px: 0.75,
        textDecoration: 'none',
        whiteSpace: 'pre-wrap',
      }}
    >
      {asText(value)}
    </Box>
  )

/** The changed columns of an entry, before beside after. */
export const ChangedColumns = ({ entry: { before, after } }: { entry: AuditEntry }) => {
  const translate = useTranslate()
  const columns = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort()
  return (
    <Section title={translate('lapel.audit.changes')} flush>
      <Box sx={{ overflowX: 'auto' }}>
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{translate('lapel.audit.field')}</TableCell>
              <TableCell>{translate('lapel.audit.before')}</TableCell>
              <TableCell>{translate('lapel.audit.after')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {columns.map((column) => (
              <TableRow key={column} sx={{ '& > *': { verticalAlign: 'top' } }}>
                <TableCell component="th" scope="row">
                  <code>{column}</code>
                </TableCell>
                <TableCell>
                  <Value value={before?.[column]} colour="error" />
                </TableCell>
                <TableCell>
                  <Value value={after?.[column]} colour="success" />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Box>
    </Section>
  )
}
