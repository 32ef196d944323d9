/** Name of the only IndexedDB database: answers that are not stored on the server yet. */
export const database = 'lapel'
