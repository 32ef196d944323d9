import { type ReactNode, useMemo, useRef } from 'react'
import { ListContextProvider, useListContext } from 'react-admin'
import { useLocation } from 'react-router-dom'

/** Where the browser already is; the page on screen follows a moment later. */
const currentPath = () => window.location.hash.slice(1).split('?')[0]

/**
 * Typed filters take effect after a pause. Whoever opens a row within it has left: react-admin would come back to the
 * list then, while the page of the row is still on its way.
 */
export const KeptFilters = ({ children }: { children: ReactNode }) => {
  const list = useListContext()
  const path = useRef(useLocation().pathname)
  const guarded = useMemo(() => {
    const setFilters: typeof list.setFilters = (...filters) => {
      if (currentPath() === path.current) list.setFilters(...filters)
    }
    return { ...list, setFilters }
  }, [list])
  return <ListContextProvider value={guarded}>{children}</ListContextProvider>
}
