import { useGetOne } from 'react-admin'

interface Setting {
  id: string
  value: unknown
  updated_at: string
}

const askAgainMs = 60_000

/** Whether tenants can write nothing now, and since when. Everyone signed in may know. */
export function useMaintenance() {
  const { data, error, refetch } = useGetOne<Setting>(
    'platform_settings',
    { id: 'maintenance_all' },
    { refetchInterval: askAgainMs, retry: false },
  )
  // Supabase Lite sends a jsonb scalar as text.
  const active = data && (data.value === true || data.value === 'true')
  return { active, since: data?.updated_at, error, refetch }
}
