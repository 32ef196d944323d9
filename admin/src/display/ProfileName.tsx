import { useRecordContext } from 'react-admin'

export interface Profile {
  id: string
  name: string | null
  email: string | null
}

/** What the user around it is called. */
export const ProfileName = () => {
  const profile = useRecordContext<Profile>()
  return <>{profile?.name ?? profile?.email ?? profile?.id}</>
}
