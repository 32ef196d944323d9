import ClearIcon from '@mui/icons-material/Close'
import Autocomplete from '@mui/material/Autocomplete'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { type ReactNode, useState } from 'react'
import { useGetList, useGetOne, useTranslate } from 'react-admin'
import { SavedFilters } from './SavedFilters.tsx'
import { useAddress } from './useAddress.ts'

interface Named {
  id: string
  name: string
}

interface Found {
  id: string
  name: string | null
  email?: string | null
}

const nameOf = ({ id, name, email }: Found) => name ?? email ?? id

interface FiltersProps {
  /** What saved filters are kept under. */
  place: string
  /** Their names in the address. */
  names: readonly string[]
  children: ReactNode
}

/** Filters side by side, and those that are saved; changing one leads back to the newest rows. */
export const Filters = ({ place, names, children }: FiltersProps) => {
  const translate = useTranslate()
  const [address, change] = useAddress()
  const set = names.some((name) => address[name])
  return (
    <Box
      role="search"
      aria-label={translate('lapel.room.filters')}
      sx={{
        alignItems: 'center',
        display: 'grid',
        gap: 1,
        gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(auto-fill, minmax(10.5rem, 1fr))' },
        '& .MuiFormControl-root': { m: 0 },
      }}
    >
      {children}
      {set && (
        <Button
          size="small"
          startIcon={<ClearIcon />}
          onClick={() => change(Object.fromEntries([...names, 'before'].map((name) => [name, undefined])))}
          sx={{ justifySelf: 'start' }}
        >
          {translate('lapel.room.clear')}
        </Button>
      )}
      <SavedFilters place={place} names={names} />
    </Box>
  )
}

/** A filter with known values. */
export const ChoiceFilter = ({ name, label, choices }: { name: string; label: string; choices: readonly Named[] }) => {
  const translate = useTranslate()
  const [address, change] = useAddress()
  const value = address[name] ?? ''
  const known = value === '' || choices.some(({ id }) => id === value)
  return (
    <TextField
      select
      label={label}
      value={value}
      onChange={({ target }) => change({ [name]: target.value, before: undefined })}
    >
      <MenuItem value="">{translate('lapel.room.any')}</MenuItem>
      {choices.map((choice) => (
        <MenuItem key={choice.id} value={choice.id}>
          {choice.name}
        </MenuItem>
      ))}
      {!known && <MenuItem value={value}>{value}</MenuItem>}
    </TextField>
  )
}

/** A filter by day. */
export const DayFilter = ({ name, label, fallback = '' }: { name: string; label: string; fallback?: string }) => {
  const [address, change] = useAddress()
  return (
    <TextField
      type="date"
      label={label}
      value={address[name] ?? fallback}
      onChange={({ target }) => change({ [name]: target.value, before: undefined })}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  )
}

/** A filter that is typed; it counts once Enter is pressed or the field is left. */
export const TextFilter = ({ name, label }: { name: string; label: string }) => {
  const [address, change] = useAddress()
  const value = address[name] ?? ''
  const apply = (typed: string) => typed.trim() !== value && change({ [name]: typed.trim(), before: undefined })
  return (
    <TextField
      key={value}
      label={label}
      defaultValue={value}
      onBlur={({ target }) => apply(target.value)}
      onKeyDown={(event) => event.key === 'Enter' && apply((event.target as HTMLInputElement).value)}
    />
  )
}

interface ReferenceFilterProps {
  name: string
  label: string
  reference: string
  filter?: Record<string, string>
}

/** A filter by a row of another resource, found by its name. */
export const ReferenceFilter = ({ name, label, reference, filter = {} }: ReferenceFilterProps) => {
  const [address, change] = useAddress()
  const [typed, setTyped] = useState('')
  const id = address[name] ?? ''
  const { data: chosen } = useGetOne<Found>(reference, { id }, { enabled: id !== '' })
  const { data: found = [], isPending } = useGetList<Found>(reference, {
    filter: { ...filter, ...(typed && typed !== (chosen && nameOf(chosen)) ? { q: typed } : {}) },
    sort: { field: 'name', order: 'ASC' },
    pagination: { page: 1, perPage: 25 },
  })
  const value = id ? (chosen ?? { id, name: id }) : null
  return (
    <Autocomplete
      value={value}
      options={found}
      loading={isPending}
      getOptionLabel={nameOf}
      getOptionKey={(option) => option.id}
      isOptionEqualToValue={(option, other) => option.id === other.id}
      filterOptions={(options) => options}
      onInputChange={(_, text) => setTyped(text)}
      onChange={(_, option) =>
        change({
          [name]: option?.id,
          before: undefined,
          ...(reference === 'organizations' ? { workspace_id: undefined } : {}),
        })
      }
      renderInput={(params) => <TextField {...params} label={label} />}
    />
  )
}
