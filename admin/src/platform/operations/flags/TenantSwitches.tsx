import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { useGetList, useGetMany, useTranslate } from 'react-admin'
import type { Organization } from '../../organizations/row.ts'
import { type Switches, ThreeWay } from './ThreeWay.tsx'

/** Tenants for which a flag is switched, and the way to name another. */
export const TenantSwitches = ({ value, onChange }: { value: Switches; onChange: (next: Switches) => void }) => {
  const translate = useTranslate()
  const [typed, setTyped] = useState('')
  const ids = Object.keys(value)
  const { data: named } = useGetMany<Organization>('organizations', { ids }, { enabled: ids.length > 0 })
  const { data: found = [] } = useGetList<Organization>('organizations', {
    filter: typed ? { q: typed } : {},
    sort: { field: 'name', order: 'ASC' },
    pagination: { page: 1, perPage: 25 },
  })
  const nameOf = (id: string) => named?.find((tenant) => tenant?.id === id)?.name ?? id
  return (
    <>
      {ids.map((id) => (
        <ThreeWay key={id} id={id} name={nameOf(id)} value={value} onChange={onChange} />
      ))}
      <Autocomplete<Organization>
        value={null}
        inputValue={typed}
        blurOnSelect
        options={found.filter(({ id }) => value[id] === undefined)}
        filterOptions={(options) => options}
        getOptionLabel={({ name }) => name}
        getOptionKey={({ id }) => id}
        onInputChange={(_, text, why) => setTyped(why === 'selectOption' ? '' : text)}
        onChange={(_, tenant) => tenant && onChange({ ...value, [tenant.id]: true })}
        renderInput={(params) => <TextField {...params} label={translate('lapel.operations.flags.add_tenant')} />}
      />
    </>
  )
}
