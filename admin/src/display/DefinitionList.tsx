import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

export interface Definition {
  term: string
  value: ReactNode
}

/** Terms and their values, side by side where there is room. Values are text: nothing is interpreted as HTML. */
export const DefinitionList = ({ items }: { items: readonly Definition[] }) => (
  <Box
    component="dl"
    sx={{
      display: 'grid',
      gridTemplateColumns: { xs: '1fr', sm: 'minmax(9rem, 14rem) 1fr' },
      columnGap: 3,
      m: 0,
      '& > dt': { color: 'text.secondary', fontSize: '0.8125rem', pt: 1 },
      '& > dd': { fontSize: '0.875rem', m: 0, overflowWrap: 'anywhere', pb: 1, pt: { sm: 1 }, whiteSpace: 'pre-wrap' },
      '& > dd:not(:last-of-type)': { borderBottom: 1, borderColor: 'divider' },
      '& > dt:not(:last-of-type)': { borderBottom: { sm: 1 }, borderColor: { sm: 'divider' } },
    }}
  >
    {items.flatMap(({ term, value }) => [<dt key={`${term}-term`}>{term}</dt>, <dd key={`${term}-value`}>{value}</dd>])}
  </Box>
)
