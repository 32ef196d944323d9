import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { useDataProvider, useResourceDefinitions, useTranslate } from 'react-admin'
import { menuGroups } from '../layout/menuGroups.ts'
import { useIsStaff } from '../providers/access.ts'
import type { ConsoleDataProvider } from '../providers/dataProvider.ts'
import type { Found } from '../providers/figures.ts'
import { type Recent, useRecent } from './useRecent.ts'

export interface Entry extends Recent {
  /** Translation key of the group that it stands in. */
  group: string
}

const roomOf: Record<Found['kind'], string> = {
  organization: 'organizations',
  domain: 'organizations',
  member: 'organizations',
  workspace: 'workspaces',
  widget: 'widgets',
  instance: 'widget_instances',
}

const entryOf = ({ kind, record_id, title, detail }: Found): Entry => ({
  to: `/${roomOf[kind]}/${encodeURIComponent(record_id)}/show`,
  title,
  detail,
  group: `lapel.palette.group.${kind}`,
})

/** The rooms whose name has the typed text in it. */
function useRooms(typed: string): Entry[] {
  const translate = useTranslate()
  const definitions = useResourceDefinitions()
  const resources = menuGroups.flatMap((group) => group.resources).filter((name) => definitions[name]?.hasList)
  const home = { to: '/', title: translate('ra.page.dashboard') }
  const rooms = resources.map((name) => ({
    to: `/${name}`,
    title: translate(`resources.${name}.name`, { smart_count: 2 }),
  }))
  return [home, ...rooms]
    .filter(({ title }) => title.toLowerCase().includes(typed.toLowerCase()))
    .map((room) => ({ ...room, detail: '', group: 'lapel.palette.group.room' }))
}

/** What the palette offers for a text: recent pages while it is empty, rooms, and for staff what the platform has. */
export function useEntries(text: string) {
  const typed = useDeferredValue(text.trim())
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const isStaff = useIsStaff()
  const [recent, remember] = useRecent()
  const rooms = useRooms(typed)
  const { data, isFetching, error } = useQuery({
    queryKey: ['searchPlatform', typed],
    queryFn: () => dataProvider.searchPlatform(typed),
    enabled: isStaff && typed.length > 0,
    placeholderData: (known) => known,
  })
  const found = typed ? (data ?? []).map(entryOf) : []
  const before = typed ? [] : recent.map((one) => ({ ...one, group: 'lapel.palette.group.recent' }))
  return { entries: [...before, ...found, ...rooms], isSearching: isFetching, failed: error !== null, remember }
}
