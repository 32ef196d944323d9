import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'
import { useState } from 'react'
import { RecordContextProvider, ReferenceField, useGetList, useRecordContext, useTranslate } from 'react-admin'
import { Section } from '../../../display/Section.tsx'
import { Time } from '../../../display/Time.tsx'
import { Loaded } from '../../room/Loaded.tsx'
import { type Column, Rows } from '../../room/Rows.tsx'
import { StaffButton } from '../../room/StaffButton.tsx'
import type { StaffMember } from '../rows.ts'
import { GrantDialog } from './GrantDialog.tsx'
import { RevokeDialog } from './RevokeDialog.tsx'

interface Profile {
  id: string
  name: string | null
  email: string | null
}

const PersonName = () => {
  const profile = useRecordContext<Profile>()
  return (
    <>
      {profile?.name ?? profile?.email ?? profile?.id}
      {profile?.name && profile.email && <Box sx={{ color: 'text.secondary', fontWeight: 400 }}>{profile.email}</Box>}
    </>
  )
}

const Person = ({ of, source }: { of: StaffMember; source: 'user_id' | 'granted_by' }) => (
  <RecordContextProvider value={of}>
    <ReferenceField source={source} reference="profiles" link={false} emptyText={of[source] ?? '–'}>
      <PersonName />
    </ReferenceField>
  </RecordContextProvider>
)

type Asking = { member?: StaffMember; act: 'grant' | 'revoke' }

/** Who runs the platform, and with which rights. */
export const Staff = () => {
  const translate = useTranslate()
  const [asking, setAsking] = useState<Asking>()
  const query = useGetList<StaffMember>('platform_admins', {
    sort: { field: 'created_at', order: 'ASC' },
    pagination: { page: 1, perPage: 200 },
  })
  const words = (key: string) => translate(`lapel.operations.staff.${key}`)
  const admins = query.data?.filter(({ role }) => role === 'admin').length ?? 0
  const lastAdmin = ({ role }: StaffMember) =>
    role === 'admin' && admins === 1 && translate('lapel.act.revoke_staff.conflict')
  const title = words('title')
  const columns: Column<StaffMember>[] = [
    { label: words('person'), cell: (member) => <Person of={member} source="user_id" /> },
    {
      label: words('role'),
      cell: ({ role }) => (
        <>
          <Chip
            label={translate(`lapel.staff_role.${role}`)}
            variant="outlined"
            color={role === 'admin' ? 'primary' : 'default'}
          />
          <Box sx={{ color: 'text.secondary', mt: 0.5 }}>{words(`may_${role}`)}</Box>
        </>
      ),
    },
    { label: words('granted_by'), cell: (member) => <Person of={member} source="granted_by" /> },
    { label: words('since'), cell: ({ created_at }) => <Time value={created_at} /> },
    {
      label: words('act'),
      cell: (member) => (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <StaffButton atLeast="admin" refused={lastAdmin(member)} onClick={() => setAsking({ member, act: 'grant' })}>
            {translate('lapel.act.change_staff.confirm')}
          </StaffButton>
          <StaffButton
            atLeast="admin"
            color="error"
            refused={lastAdmin(member)}
            onClick={() => setAsking({ member, act: 'revoke' })}
          >
            {translate('lapel.act.revoke_staff.confirm')}
          </StaffButton>
        </Box>
      ),
    },
  ]
  return (
    <>
      <Section
        title={title}
        flush
        action={
          <StaffButton atLeast="admin" onClick={() => setAsking({ act: 'grant' })}>
            {translate('lapel.act.add_staff.confirm')}
          </StaffButton>
        }
      >
        <Loaded query={query} empty="lapel.operations.staff.none">
          {(members) => <Rows label={title} rows={members} keyOf={({ user_id }) => user_id} columns={columns} />}
        </Loaded>
      </Section>
      {asking?.act === 'grant' && <GrantDialog member={asking.member} onClose={() => setAsking(undefined)} />}
      {asking?.act === 'revoke' && asking.member && (
        <RevokeDialog member={asking.member} onClose={() => setAsking(undefined)} />
      )}
    </>
  )
}
