import { ReferenceField, useRecordContext, useTranslate } from 'react-admin'
import { ProfileName } from '../../display/ProfileName.tsx'
import type { AuditEntry } from './row.ts'

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
