/** Reads a file of an installed peer, by its path in node_modules. */
export type Read = (path: string) => Promise<string>
