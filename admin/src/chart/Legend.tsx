import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import { colourOf, type Series } from './series.ts'

/** Which colour is which, in the order of the bars from the bottom. */
export const Legend = ({ series }: { series: readonly Series[] }) => {
  const { mode } = useTheme().palette
  return (
    <Box
      component="ul"
      sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, fontSize: '0.75rem', listStyle: 'none', m: 0, mt: 1, p: 0 }}
    >
      {series.map(({ id, name }, index) => (
        <Box component="li" key={id} sx={{ alignItems: 'center', display: 'flex', gap: 0.75 }}>
          <Box aria-hidden sx={{ bgcolor: colourOf(index, mode), borderRadius: '3px', height: 10, width: 10 }} />
          {name}
        </Box>
      ))}
    </Box>
  )
}
