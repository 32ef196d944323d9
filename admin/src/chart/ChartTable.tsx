import Box from '@mui/material/Box'
import { useLocale, useTranslate } from 'react-admin'
import { type Point, type Series, totalOf } from './series.ts'

interface ChartTableProps {
  caption: string
  points: readonly Point[]
  series: readonly Series[]
}

const cells = {
  borderCollapse: 'collapse',
  fontSize: '0.8125rem',
  fontVariantNumeric: 'tabular-nums',
  width: '100%',
  '& th, & td': { borderBottom: 1, borderColor: 'divider', px: 1, py: 0.5, textAlign: 'right', whiteSpace: 'nowrap' },
  '& th:first-of-type': { textAlign: 'left' },
  '& thead th': { bgcolor: 'background.paper', color: 'text.secondary', fontWeight: 550, position: 'sticky', top: 0 },
  '& tbody th': { fontWeight: 400 },
}

/** The figures of a chart, newest first. */
export const ChartTable = ({ caption, points, series }: ChartTableProps) => {
  const translate = useTranslate()
  const locale = useLocale()
  return (
    // What scrolls has to be reachable by keyboard.
    <Box role="group" aria-label={caption} tabIndex={0} sx={{ maxHeight: 260, overflow: 'auto' }}>
      <Box component="table" sx={cells}>
        <thead>
          <tr>
            <th scope="col">{translate('lapel.chart.when')}</th>
            {series.length > 1 &&
              series.map(({ id, name }) => (
                <th key={id} scope="col">
                  {name}
                </th>
              ))}
            <th scope="col">{translate('lapel.chart.total')}</th>
          </tr>
        </thead>
        <tbody>
          {[...points].reverse().map((point) => (
            <tr key={point.id}>
              <th scope="row">{point.label}</th>
              {series.length > 1 &&
                series.map(({ id }) => <td key={id}>{(point.amounts[id] ?? 0).toLocaleString(locale)}</td>)}
              <td>{totalOf(point).toLocaleString(locale)}</td>
            </tr>
          ))}
        </tbody>
      </Box>
    </Box>
  )
}
