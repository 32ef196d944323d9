import { fileURLToPath } from 'node:url'

/** Preact's source without what no widget uses: patches/preact@*.patch says what that is. */
export const preactSource = fileURLToPath(new URL('../node_modules/preact/src/index.js', import.meta.url))
