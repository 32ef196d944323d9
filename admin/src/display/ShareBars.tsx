import Box from '@mui/material/Box'
import { useLocale } from 'react-admin'

interface Share {
  name: string
  amount: number
}

/** Amounts side by side as bars, as a list that reads well without them. */
export const ShareBars = ({ shares }: { shares: readonly Share[] }) => {
  const locale = useLocale()
  const most = Math.max(1, ...shares.map(({ amount }) => amount))
  return (
    <Box component="ul" sx={{ display: 'grid', gap: 1.25, listStyle: 'none', m: 0, p: 0 }}>
      {shares.map(({ name, amount }) => (
        <Box component="li" key={name} sx={{ fontSize: '0.8125rem' }}>
          <Box sx={{ display: 'flex', fontVariantNumeric: 'tabular-nums', justifyContent: 'space-between', mb: 0.5 }}>
            <span>{name}</span>
            <span>{amount.toLocaleString(locale)}</span>
          </Box>
          <Box sx={{ bgcolor: 'action.hover', borderRadius: 1, height: 6 }}>
            <Box
              sx={{
                bgcolor: 'primary.main',
                borderRadius: 1,
                height: 6,
                opacity: 0.85,
                width: `${(amount / most) * 100}%`,
              }}
            />
          </Box>
        </Box>
      ))}
    </Box>
  )
}
