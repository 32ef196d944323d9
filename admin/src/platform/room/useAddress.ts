import { useSearchParams } from 'react-router-dom'

export type Address = Readonly<Record<string, string>>

/** What a room shows as the address says it, and how to change that. An empty value leaves the address. */
export function useAddress(): [Address, (change: Record<string, string | undefined>) => void] {
  const [search, setSearch] = useSearchParams()
  const change = (changes: Record<string, string | undefined>) =>
    setSearch((current) => {
      const next = new URLSearchParams(current)
      for (const [key, value] of Object.entries(changes)) {
        if (value) next.set(key, value)
        else next.delete(key)
      }
      return next
    })
  return [Object.fromEntries(search), change]
}
