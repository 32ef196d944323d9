import { localStorageStore } from 'react-admin'

/** What the console remembers in this browser. */
export const store = localStorageStore('1', 'lapel')
