import { RecordContextProvider, ReferenceField, useRecordContext } from 'react-admin'

interface Profile {
  id: string
  name: string | null
  email: string | null
}

const ProfileName = () => {
  const profile = useRecordContext<Profile>()
  return <>{profile?.name ?? profile?.email ?? profile?.id}</>
}

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
