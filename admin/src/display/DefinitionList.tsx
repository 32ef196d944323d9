import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

export interface Definition {
  term: string
  value: ReactNode
}

/** Terms and their values, side by side where there is room. Values are text: nothing is interpreted as HTML. */
export const DefinitionList = ({ items }: { items: readonly Definition[] }) => (
  <Box component="dl" sx={{ containerType: 'inline-size', m: 0 }}>
    {items.map(({ term, value }) => (
      <Box
        key={term}
        sx={{
          columnGap: 2,
          display: 'grid',
          fontSize: '0.8125rem',
          lineHeight: 1.6,
          py: 0.875,
          gridTemplateColumns: '6.5rem minmax(0, 1fr)',
          '@container (min-width: 30rem)': { gridTemplateColumns: '12rem minmax(0, 1fr)' },
          '&:not(:last-of-type)': { borderBottom: 1, borderColor: 'divider' },
          '& > dt': { color: 'text.secondary' },
          '& > dd': { m: 0, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
        }}
      >
        <dt>{term}</dt>
        <dd>{value}</dd>
      </Box>
    ))}
  </Box>
)
