import Button from '@mui/material/Button'
import { useTranslate } from 'react-admin'

interface SelectButtonProps {
  on: boolean
  onToggle: () => void
}

/** Begins choosing among cards, and ends it. In words: there is no icon that everyone knows for it. */
export const SelectButton = ({ on, onToggle }: SelectButtonProps) => {
  const translate = useTranslate()
  return (
    <Button size="small" onClick={onToggle} sx={{ alignSelf: 'center' }}>
      {translate(on ? 'lapel.list.select_end' : 'lapel.list.select')}
    </Button>
  )
}
