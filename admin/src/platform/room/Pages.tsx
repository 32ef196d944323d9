import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTranslate } from 'react-admin'
import { useAddress } from './useAddress.ts'

interface PagesProps {
  /** Where the next page begins; undefined when there is none. */
  next: string | undefined
}

/** Leads to older rows and back to the newest, without counting any. */
export const Pages = ({ next }: PagesProps) => {
  const translate = useTranslate()
  const [{ before }, change] = useAddress()
  if (!before && !next) return null
  return (
    <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end', px: 2, py: 1.25 }}>
      {before && (
        <Button size="small" onClick={() => change({ before: undefined })}>
          {translate('lapel.room.newest')}
        </Button>
      )}
      {next && (
        <Button size="small" variant="outlined" onClick={() => change({ before: next })}>
          {translate('lapel.room.older')}
        </Button>
      )}
    </Box>
  )
}
