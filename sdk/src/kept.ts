import { database } from './database.ts'

/** What waits in this browser, by a key of its own. */
export interface Kept {
  /** Milliseconds since 1970. */
  at: number
}

/** Longest time that anything is kept, in milliseconds. */
export const longest = 24 * 3_600_000
const store = 'kept'

const settled = <Value>(request: IDBRequest<Value>) =>
  new Promise<Value>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** Opens the database for one thing to do. Undefined where storage is forbidden, or where there is nothing to read. */
async function use<Value>(
  mode: IDBTransactionMode,
  run: (entries: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value | undefined> {
  let opened: IDBDatabase | undefined
  try {
    const opening = indexedDB.open(database, 1)
    opening.onupgradeneeded = () => {
      // To look is not to store: without a database there is none afterwards either.
      if (mode === 'readonly') opening.transaction?.abort()
      else opening.result.createObjectStore(store)
    }
    opened = await settled(opening)
    return await settled(run(opened.transaction(store, mode).objectStore(store)))
  } catch {
    return undefined
  } finally {
    opened?.close()
  }
}

/** Keeps an entry, in place of the one with this key. */
export const keep = (key: string, entry: Kept) => use('readwrite', (entries) => entries.put(entry, key))

/** The entries whose keys begin so; what is older than {@link longest} is forgotten. */
export async function read<Entry extends Kept>(prefix: string): Promise<[key: string, entry: Entry][]> {
  const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`)
  const keys = await use('readonly', (entries) => entries.getAllKeys(range))
  const found = keys?.length ? await use('readonly', (entries) => entries.getAll(range)) : []
  const all = (found ?? []).map((entry, index): [string, Entry] => [`${keys?.[index]}`, entry])
  const isFresh = ([, { at }]: [string, Entry]) => Date.now() - at < longest
  for (const [key] of all.filter((one) => !isFresh(one))) await forget(key)
  return all.filter(isFresh)
}

/** Forgets an entry. */
export async function forget(key: string): Promise<void> {
  if (await use('readonly', (entries) => entries.count(key))) await use('readwrite', (entries) => entries.delete(key))
}
