import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'react-admin'

/** A plan's or tenant's id, and whether the flag is on there. What is not named follows the rest. */
export type Switches = Record<string, boolean>

interface ThreeWayProps {
  id: string
  name: string
  value: Switches
  onChange: (next: Switches) => void
}

/** On, off, or as the rest says. */
export const ThreeWay = ({ id, name, value, onChange }: ThreeWayProps) => {
  const translate = useTranslate()
  const current = value[id] === undefined ? 'follow' : value[id] ? 'on' : 'off'
  const choose = (next: string) => {
    const { [id]: _, ...others } = value
    onChange(next === 'follow' ? others : { ...others, [id]: next === 'on' })
  }
  return (
    <Box sx={{ alignItems: 'center', display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr) 9.5rem' }}>
      <Box sx={{ fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>{name}</Box>
      <TextField
        select
        value={current}
        onChange={({ target }) => choose(target.value)}
        slotProps={{ select: { SelectDisplayProps: { 'aria-label': name } } }}
        sx={{ my: 0.5 }}
      >
        {['follow', 'on', 'off'].map((choice) => (
          <MenuItem key={choice} value={choice}>
            {translate(`lapel.operations.flags.${choice}`)}
          </MenuItem>
        ))}
      </TextField>
    </Box>
  )
}
