import Box from '@mui/material/Box'
import { type PaletteMode, useTheme } from '@mui/material/styles'
import Typography from '@mui/material/Typography'
import { useLocale, useTranslate } from 'react-admin'
import { colourOf, type Point, roundUp, type Series, totalOf } from './series.ts'

const height = 132

/** Of every bar, said once: a class of its own for each of a hundred would cost more than drawing them. */
const bars = {
  borderBottom: 1,
  borderTop: '1px dashed',
  borderColor: 'divider',
  display: 'flex',
  justifyContent: 'space-between',
  '& > div': {
    borderRadius: '3px 3px 0 0',
    display: 'flex',
    flex: 1,
    flexDirection: 'column-reverse',
    height,
    maxWidth: 40,
    minWidth: 0,
  },
  '& > div:hover': { bgcolor: 'action.hover' },
} as const

interface BarProps {
  point: Point
  series: readonly Series[]
  top: number
  words: string
  mode: PaletteMode
}

const Bar = ({ point, series, top, words, mode }: BarProps) => (
  <div title={words}>
    {series.map(({ id }, index) => {
      const amount = point.amounts[id] ?? 0
      const style = { height: Math.max(2, (amount / top) * height), backgroundColor: colourOf(index, mode) }
      return amount > 0 ? <div key={id} style={style} /> : null
    })}
  </div>
)

const Ends = ({ points }: { points: readonly Point[] }) => (
  <Box sx={{ color: 'text.secondary', display: 'flex', justifyContent: 'space-between', mt: 0.5 }}>
    <Typography variant="caption">{points[0]?.label}</Typography>
    <Typography variant="caption">{points.at(-1)?.label}</Typography>
  </Box>
)

/** Bars in parts, oldest first: to assistive technology one picture, whose text tells the highest. */
export const Bars = ({
  label,
  points,
  series,
}: {
  label: string
  points: readonly Point[]
  series: readonly Series[]
}) => {
  const locale = useLocale()
  const translate = useTranslate()
  const { mode } = useTheme().palette
  const highest = points.reduce<Point | undefined>(
    (most, point) => (most && totalOf(most) >= totalOf(point) ? most : point),
    undefined,
  )
  const top = roundUp(highest ? totalOf(highest) : 0)
  const say = (amount: number) => amount.toLocaleString(locale)
  const wordsOf = (point: Point) => {
    const parts = series
      .filter(({ id }) => point.amounts[id])
      .map(({ id, name }) => `${name} ${say(point.amounts[id] ?? 0)}`)
    return [`${point.label}: ${say(totalOf(point))}`, ...(series.length > 1 ? parts : [])].join('\n')
  }
  const most =
    highest && totalOf(highest) > 0
      ? translate('lapel.chart.most', { count: say(totalOf(highest)), when: highest.label })
      : ''
  return (
    <>
      <Typography variant="caption" component="div" aria-hidden sx={{ color: 'text.secondary', lineHeight: 1.3 }}>
        {say(top)}
      </Typography>
      <Box
        role="img"
        aria-label={`${label} ${most}`.trim()}
        sx={{ ...bars, gap: points.length > 40 ? '1px' : { xs: '2px', sm: '4px' } }}
      >
        {points.map((point) => (
          <Bar key={point.id} point={point} series={series} top={top} words={wordsOf(point)} mode={mode} />
        ))}
      </Box>
      <Ends points={points} />
    </>
  )
}
