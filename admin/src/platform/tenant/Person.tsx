import { RecordContextProvider, ReferenceField } from 'react-admin'
import { ProfileName } from '../../display/ProfileName.tsx'

/** A user by name; a dash for somebody who is gone. */
export const Person = ({ id }: { id: string | null }) =>
  id === null ? (
    '–'
  ) : (
    <RecordContextProvider value={{ id, user_id: id }}>
      <ReferenceField source="user_id" reference="profiles" link={false} emptyText={id}>
        <ProfileName />
      </ReferenceField>
    </RecordContextProvider>
  )
