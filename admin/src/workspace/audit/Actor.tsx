import { ReferenceField, useRecordContext, useTranslate } from 'react-admin'
import type { AuditEntry } from './row.ts'

interface Profile {
  id: string
  name: string | null
  email: string | null
}

const ProfileName = () => {
  const profile = useRecordContext<Profile>()
  return <>{profile?.name ?? profile?.email ?? profile?.id}</>
}

/** Who did it: a person by name, or the system. */
export const Actor = () => {
  const entry = useRecordContext<AuditEntry>()
  const translate = useTranslate()
  if (!entry) return null
  if (entry.actor_id === null) return <>{translate('lapel.audit.system')}</>
  return (
    <ReferenceField source="actor_id" reference="profiles" link={false} emptyText={entry.actor_id}>
      <ProfileName />
    </ReferenceField>
  )
}
