import { carriedStart } from './loader/carried.ts'
import { scriptAddress } from './loader/start.ts'
import { start } from './runtime.ts'

// Served as /sdk/w/<public id>.js: the server writes the id and the config in, or an empty text where it may not.
start(carriedStart({ address: scriptAddress(), publicId: __PUBLIC_ID__, config: __CONFIG__ }))
