import type { Resolver } from 'node:dns/promises'

/** A host name that a tenant says is theirs. */
export interface Claim {
  hostname: string
  verification_token: string
}

// What name servers say when there is nothing; anything else is that they do not say.
const nothing = new Set(['ENOTFOUND', 'ENODATA'])

async function orNone<T>(asked: Promise<T[]>): Promise<T[]> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Error && 'code' in error && nothing.has(String(error.code))) return []
    throw error
  }
}

const plain = (name: string) => name.toLowerCase().replace(/\.$/, '')

async function hasToken(resolver: Resolver, { hostname, verification_token }: Claim): Promise<boolean> {
  const records = await orNone(resolver.resolveTxt(`_lapel-challenge.${hostname}`))
  return records.some((chunks) => chunks.join('') === verification_token)
}

async function addressesOf(resolver: Resolver, host: string): Promise<string[]> {
  const [four, six] = await Promise.all([orNone(resolver.resolve4(host)), orNone(resolver.resolve6(host))])
  return [...four, ...six]
}

/** By an alias, or by the same addresses: the name of a whole domain can have no alias. */
async function leadsTo(resolver: Resolver, hostname: string, target: string): Promise<boolean> {
  const aliases = await orNone(resolver.resolveCname(hostname))
  if (aliases.some((alias) => plain(alias) === plain(target))) return true
  const [own, wanted] = await Promise.all([addressesOf(resolver, hostname), addressesOf(resolver, target)])
  return own.length > 0 && own.every((address) => wanted.includes(address))
}

/**
 * Whether a host name is the tenant's: it has their token, and leads to the target if there is one. Null when the name
 * servers do not say.
 *
 * @param target the host name that custom domains have to lead to
 */
export async function prove(resolver: Resolver, claim: Claim, target: string | null): Promise<boolean | null> {
  try {
    if (!(await hasToken(resolver, claim))) return false
    return target === null || (await leadsTo(resolver, claim.hostname, target))
  } catch {
    return null
  }
}
