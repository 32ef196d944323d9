import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTranslate } from 'react-admin'
import { useAddress } from './useAddress.ts'

interface PagesProps {
  /** Where the next page begins; undefined when there is none. */
  next: string | undefined
  /** Where the address says which page it is. */
  place?: string
}

/** Leads to older rows and back to the newest, without counting any. */
export const Pages = ({ next, place = 'before' }: PagesProps) => {
  const translate = useTranslate()
  const [{ [place]: before }, change] = useAddress()
  if (!before && !next) return null
  return (
    <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end', px: 2, py: 1.25 }}>
      {before && (
        <Button size="small" onClick={() => change({ [place]: undefined })}>
          {translate('lapel.room.newest')}
        </Button>
      )}
      {next && (
        <Button size="small" variant="outlined" onClick={() => change({ [place]: next })}>
          {translate('lapel.room.older')}
        </Button>
      )}
    </Box>
  )
}
