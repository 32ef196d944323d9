import Box from '@mui/material/Box'
import type { Theme } from '@mui/material/styles'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import useMediaQuery from '@mui/material/useMediaQuery'
import type { ReactNode } from 'react'

export interface Column<Row> {
  label: string
  cell: (row: Row) => ReactNode
  align?: 'right'
}

interface RowsProps<Row> {
  /** What the rows are, for assistive technology. */
  label: string
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** The first one names the row. */
  columns: readonly Column<Row>[]
}

/** What acts or tells a time stays in one line; the rest may wrap. */
const tableRow = {
  '&:last-of-type > *': { borderBottom: 0 },
  '& > *': { maxWidth: '24rem', overflowWrap: 'break-word' },
  '& button, & time, & > :first-of-type code': { whiteSpace: 'nowrap' },
}

/** Links one below the other, each large enough for a finger. */
const touchable = { display: 'inline-block', lineHeight: '24px', minHeight: 24 }

const Cards = <Row,>({ label, rows, keyOf, columns: [first, ...others] }: RowsProps<Row>) => (
  <Box component="ul" aria-label={label} sx={{ listStyle: 'none', m: 0, p: 0 }}>
    {rows.map((row) => (
      <Box
        component="li"
        key={keyOf(row)}
        sx={{
          fontSize: '0.8125rem',
          px: 2,
          py: 1.25,
          '&:not(:last-of-type)': { borderBottom: 1, borderColor: 'divider' },
        }}
      >
        <Box sx={{ fontWeight: 550, mb: 0.5, overflowWrap: 'anywhere' }}>{first?.cell(row)}</Box>
        <Box
          component="dl"
          sx={{ columnGap: 1.5, display: 'grid', gridTemplateColumns: '6rem minmax(0, 1fr)', m: 0, rowGap: 0.25 }}
        >
          {others.map(({ label: term, cell }) => (
            <Box
              key={term}
              sx={{
                display: 'contents',
                '& > dt': { color: 'text.secondary' },
                '& > dd': { m: 0, overflowWrap: 'anywhere' },
                '& a': touchable,
              }}
            >
              <dt>{term}</dt>
              <dd>{cell(row)}</dd>
            </Box>
          ))}
        </Box>
      </Box>
    ))}
  </Box>
)

/** Rows as a table where there is room, as cards where there is not. */
export const Rows = <Row,>(props: RowsProps<Row>) => {
  const { label, rows, keyOf, columns } = props
  const isNarrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'), { noSsr: true })
  if (isNarrow) return <Cards {...props} />
  return (
    // What scrolls sideways has to be reachable by keyboard.
    <Box role="group" aria-label={label} tabIndex={0} sx={{ overflowX: 'auto' }}>
      <Table size="small" aria-label={label}>
        <TableHead>
          <TableRow>
            {columns.map((column) => (
              <TableCell key={column.label} align={column.align ?? 'left'}>
                {column.label}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={keyOf(row)} hover sx={tableRow}>
              {columns.map((column) => (
                <TableCell key={column.label} align={column.align ?? 'left'}>
                  {column.cell(row)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  )
}
