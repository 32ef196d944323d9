import { configAddress, instanceAddress } from './loader/request.ts'
import { scriptAddress } from './loader/start.ts'
import { start } from './runtime.ts'

const { href, origin, searchParams } = new URL(scriptAddress())
const instance = instanceAddress(origin, __PUBLIC_ID__)
const config = __CONFIG__
// For elements that name the script's language and theme, and for those that name none.
const addresses = [instance, configAddress(instance, (name) => name !== 'token' && searchParams.get(name))]

// Served as /sdk/w/<public id>.js: the server writes the id and the config in, or an empty text where it may not.
start({
  base: new URL(__CHANNEL__, href).href,
  host: origin,
  requests: new Map(),
  embedded: new Map(config ? addresses.map((address) => [address, config]) : []),
})
