import { useStore } from 'react-admin'

/** A page that was opened from the palette: where, and what it was called. */
export interface Recent {
  to: string
  title: string
  detail: string
}

const most = 6

/** What this account opened last from the palette, newest first. */
export function useRecent(): [Recent[], (opened: Recent) => void] {
  const [recent, setRecent] = useStore<Recent[]>('palette.recent', [])
  const remember = (opened: Recent) =>
    setRecent([opened, ...recent.filter(({ to }) => to !== opened.to)].slice(0, most))
  return [recent, remember]
}
