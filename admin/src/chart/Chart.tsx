import ChartIcon from '@mui/icons-material/BarChartOutlined'
import TableIcon from '@mui/icons-material/TableRowsOutlined'
import IconButton from '@mui/material/IconButton'
import Tooltip from '@mui/material/Tooltip'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { Section } from '../display/Section.tsx'
import { Bars } from './Bars.tsx'
import { ChartTable } from './ChartTable.tsx'
import { Legend } from './Legend.tsx'
import { type Point, type Series, totalOf } from './series.ts'

interface ChartProps {
  /** The question that the chart answers. */
  question: string
  /** The answer in a sentence, above the picture. */
  answer: string
  points: readonly Point[]
  series: readonly Series[]
}

/** A question, its answer in words, and bars that show it; the same figures as a table for those who want them. */
export const Chart = ({ question, answer, points, series }: ChartProps) => {
  const translate = useTranslate()
  const [asTable, setAsTable] = useState(false)
  const label = translate(asTable ? 'lapel.chart.picture' : 'lapel.chart.table')
  const toggle = (
    <Tooltip title={label}>
      <IconButton size="small" aria-label={`${label}: ${question}`} onClick={() => setAsTable(!asTable)}>
        {asTable ? <ChartIcon fontSize="small" /> : <TableIcon fontSize="small" />}
      </IconButton>
    </Tooltip>
  )
  // Nothing to draw: the answer says so.
  const isEmpty = points.every((point) => totalOf(point) === 0)
  const picture = asTable ? (
    <ChartTable caption={question} points={points} series={series} />
  ) : (
    <>
      <Bars label={`${question} ${answer}`} points={points} series={series} />
      {series.length > 1 && <Legend series={series} />}
    </>
  )
  return (
    <Section title={question} action={isEmpty ? null : toggle}>
      <Typography
        variant="body2"
        sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums', mb: isEmpty ? 0 : 1.5 }}
      >
        {answer}
      </Typography>
      {!isEmpty && picture}
    </Section>
  )
}
