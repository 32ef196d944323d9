import Autocomplete from '@mui/material/Autocomplete'
import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import FormLabel from '@mui/material/FormLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import TextField from '@mui/material/TextField'
import { useId, useState } from 'react'
import { useDataProvider, useGetList, useTranslate } from 'react-admin'
import type { Profile } from '../../../display/ProfileName.tsx'
import { type StaffRole, staffRoles } from '../../../providers/access.ts'
import type { ConsoleDataProvider } from '../../../providers/dataProvider.ts'
import { useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import type { StaffMember } from '../rows.ts'

const labelOf = ({ id, name, email }: Profile) => [name, email].filter(Boolean).join(' · ') || id

const ChoosePerson = ({ value, onChange }: { value: Profile | null; onChange: (person: Profile | null) => void }) => {
  const translate = useTranslate()
  const [typed, setTyped] = useState('')
  const { data = [] } = useGetList<Profile>('profiles', {
    filter: typed && (!value || typed !== labelOf(value)) ? { q: typed } : {},
    sort: { field: 'email', order: 'ASC' },
    pagination: { page: 1, perPage: 25 },
  })
  return (
    <Autocomplete
      value={value}
      options={data}
      filterOptions={(options) => options}
      getOptionLabel={labelOf}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(option, other) => option.id === other.id}
      onInputChange={(_, text) => setTyped(text)}
      onChange={(_, person) => onChange(person)}
      renderInput={(params) => <TextField {...params} label={translate('lapel.operations.staff.person')} required />}
    />
  )
}

/** Makes somebody staff, or gives a member of staff another role. */
export const GrantDialog = ({ member, onClose }: { member: StaffMember | undefined; onClose: () => void }) => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const translate = useTranslate()
  const done = useDone()
  const id = useId()
  const [person, setPerson] = useState<Profile | null>(null)
  const [role, setRole] = useState<StaffRole>(member?.role ?? 'viewer')
  const userId = member?.user_id ?? person?.id
  const words = member ? 'change_staff' : 'add_staff'
  const grant = async (reason: string) => {
    await dataProvider.call('grant_staff', { user_id: userId, role, reason })
    onClose()
    done(translate(`lapel.act.${words}.done`))
  }
  const ready = Boolean(userId) && role !== member?.role
  return (
    <ActDialog words={words} stepUp ready={ready} onConfirm={grant} onClose={onClose}>
      {!member && <ChoosePerson value={person} onChange={setPerson} />}
      <Box sx={{ my: 1 }}>
        <FormLabel id={id}>{translate('lapel.operations.staff.role')}</FormLabel>
        <RadioGroup aria-labelledby={id} value={role} onChange={(_, chosen) => setRole(chosen as StaffRole)}>
          {staffRoles.map((one) => (
            <FormControlLabel
              key={one}
              value={one}
              control={<Radio size="small" />}
              label={`${translate(`lapel.staff_role.${one}`)}: ${translate(`lapel.operations.staff.may_${one}`)}`}
              slotProps={{ typography: { variant: 'body2' } }}
            />
          ))}
        </RadioGroup>
      </Box>
    </ActDialog>
  )
}
