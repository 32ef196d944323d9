import { localStorageStore, type Store } from 'react-admin'
import { readSession } from './sessionKey.ts'

/** What belongs to the browser, whoever signs in. */
const shared = new Set(['theme', 'locale'])

/**
 * What the console remembers in this browser, per account: filters, columns and saved queries are there again after
 * signing in anew, and no one else's are. react-admin would forget everything at the end of a session.
 */
export function perAccount(store: Store, accountId: () => string): Store {
  const place = (key: string) => (shared.has(key) ? key : `${accountId()}.${key}`)
  return {
    ...store,
    getItem: (key, defaultValue) => store.getItem(place(key), defaultValue),
    setItem: (key, value) => store.setItem(place(key), value),
    removeItem: (key) => store.removeItem(place(key)),
    removeItems: (prefix) => store.removeItems(place(prefix)),
    subscribe: (key, callback) => store.subscribe(place(key), callback),
    listItems: (prefix = '') => {
      const owned = `${accountId()}.`
      const items = store.listItems?.(owned + prefix) ?? {}
      return Object.fromEntries(Object.entries(items).map(([key, value]) => [key.slice(owned.length), value]))
    },
    reset: () => undefined,
  }
}

export const store = perAccount(localStorageStore('1', 'lapel'), () => readSession()?.userId ?? 'nobody')
