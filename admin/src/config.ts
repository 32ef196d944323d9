/** What the console must know before it starts, served as `config.json` beside it. */
export interface ConsoleConfig {
  supabaseUrl: string
  publishableKey: string
}

const isConfig = (value: unknown): value is ConsoleConfig =>
  typeof value === 'object' &&
  value !== null &&
  'supabaseUrl' in value &&
  typeof value.supabaseUrl === 'string' &&
  'publishableKey' in value &&
  typeof value.publishableKey === 'string'

/** Reads the configuration. Fails when it is missing or incomplete: without it there is nothing to talk to. */
export async function loadConfig(url: string): Promise<ConsoleConfig> {
  const response = await fetch(url, { headers: { accept: 'application/json' } })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  const config: unknown = await response.json()
  if (!isConfig(config)) throw new Error(`${url} needs supabaseUrl and publishableKey`)
  return config
}
