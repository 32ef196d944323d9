import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect, useState } from 'react'
import { isTyping } from './isTyping.ts'

const loadPalette = () => import('../palette/CommandPalette.tsx')
const CommandPalette = lazy(loadPalette)
const ShortcutHelp = lazy(() => import('./ShortcutHelp.tsx'))

const OpenPalette = createContext<() => void>(() => undefined)

/** Opens the command palette, for those without a keyboard. */
export const useOpenPalette = () => useContext(OpenPalette)

/** The keys that work on every page: the command palette and the list of keys. */
export const Shortcuts = ({ children }: { children: ReactNode }) => {
  const [shown, setShown] = useState<'palette' | 'help'>()

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const command = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k'
      if (!command && (event.key !== '?' || isTyping(event))) return
      event.preventDefault()
      setShown(command ? 'palette' : 'help')
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])

  // Who presses the key goes on typing: the palette is there by then. Should it not come now, opening it asks again.
  // It is loaded when the browser has nothing else to do: nobody waits for it to see the page.
  useEffect(() => {
    const whenIdle = window.requestIdleCallback ?? window.setTimeout
    whenIdle(() => void loadPalette().catch(() => undefined))
  }, [])

  const close = () => setShown(undefined)
  return (
    <OpenPalette value={() => setShown('palette')}>
      {children}
      <Suspense fallback={null}>
        {shown === 'palette' && <CommandPalette onClose={close} />}
        {shown === 'help' && <ShortcutHelp onClose={close} />}
      </Suspense>
    </OpenPalette>
  )
}
