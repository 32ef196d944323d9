import { instanceAddress } from './loader/request.ts'
import { scriptAddress } from './loader/start.ts'
import { start } from './runtime.ts'

const address = scriptAddress()
const { origin } = new URL(address)

// Served as /sdk/w/<public id>.js: the server writes the id and the config in.
start({
  base: new URL(__CHANNEL__, address).href,
  host: origin,
  requests: new Map(),
  embedded: new Map([[instanceAddress(origin, __PUBLIC_ID__), __CONFIG__]]),
})
