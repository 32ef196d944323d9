/** Where the data API is. */
export interface DataApi {
  supabaseUrl: string
  publishableKey: string
}

/** What the console must know before it starts, served as `config.json` beside it. */
export interface ConsoleConfig extends DataApi {
  /** Whether the auth server sends mail, such as links for a new password. */
  sendsMail: boolean
}

const isConfig = (value: unknown): value is ConsoleConfig =>
  typeof value === 'object' &&
  value !== null &&
  'supabaseUrl' in value &&
  typeof value.supabaseUrl === 'string' &&
  'publishableKey' in value &&
  typeof value.publishableKey === 'string' &&
  'sendsMail' in value &&
  typeof value.sendsMail === 'boolean'

/** Reads the configuration. Fails when it is missing or incomplete: without it there is nothing to talk to. */
export async function loadConfig(url: string): Promise<ConsoleConfig> {
  const response = await fetch(url, { headers: { accept: 'application/json' } })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  const config: unknown = await response.json()
  if (!isConfig(config)) throw new Error(`${url} needs supabaseUrl, publishableKey and sendsMail`)
  return config
}
