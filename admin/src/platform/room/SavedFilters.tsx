import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import { useState } from 'react'
import { useStore, useTranslate } from 'react-admin'
import { SaveFiltersDialog } from './SaveFiltersDialog.tsx'
import { type Address, useAddress } from './useAddress.ts'

interface SavedFiltersProps {
  /** What is kept under: filters of one place are no use in another. */
  place: string
  /** The filters of the place, by their name in the address. */
  names: readonly string[]
}

interface Saved {
  label: string
  filters: Address
}

const most = 40

const same = (a: Address, b: Address, names: readonly string[]) => names.every((name) => a[name] === b[name])

/** Filters that the reader keeps under a name, one press away; the ones that apply are marked and can be forgotten. */
export const SavedFilters = ({ place, names }: SavedFiltersProps) => {
  const translate = useTranslate()
  const [address, change] = useAddress()
  const [saved, setSaved] = useStore<Saved[]>(`room.${place}.saved`, [])
  const [naming, setNaming] = useState(false)
  const current: Address = Object.fromEntries(names.flatMap((name) => (address[name] ? [[name, address[name]]] : [])))
  const isSet = Object.keys(current).length > 0
  const kept = saved.find(({ filters }) => same(filters, current, names))
  const apply = (filters: Address) =>
    change({ ...Object.fromEntries([...names, 'before'].map((name) => [name, undefined])), ...filters })
  const save = (label: string) => {
    setSaved([...saved.filter((one) => one.label !== label), { label, filters: current }].slice(-most))
    setNaming(false)
  }
  return (
    <>
      {kept && (
        <Button
          size="small"
          onClick={() => setSaved(saved.filter((one) => one !== kept))}
          sx={{ justifySelf: 'start' }}
        >
          {translate('ra.saved_queries.remove_label_with_name', { name: kept.label })}
        </Button>
      )}
      {isSet && !kept && (
        <Button size="small" onClick={() => setNaming(true)} sx={{ justifySelf: 'start' }}>
          {translate('ra.saved_queries.new_label')}
        </Button>
      )}
      {saved.length > 0 && (
        <Box
          role="group"
          aria-label={translate('ra.saved_queries.label')}
          sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, gridColumn: '1 / -1' }}
        >
          {saved.map(({ label, filters }) => {
            const active = same(filters, current, names)
            return (
              <Chip
                key={label}
                label={label}
                clickable
                aria-pressed={active}
                color={active ? 'primary' : 'default'}
                variant={active ? 'filled' : 'outlined'}
                onClick={() => apply(active ? {} : filters)}
              />
            )
          })}
        </Box>
      )}
      {naming && <SaveFiltersDialog onSave={save} onClose={() => setNaming(false)} />}
    </>
  )
}
