/** Who tries: the column of the matrix, the database role, and the person of the fixtures behind the token. */
export const actors = [
  { name: 'anon', role: 'anon', person: null },
  { name: 'stranger', role: 'authenticated', person: 'nina' },
  { name: 'removed', role: 'authenticated', person: 'rex' },
  { name: 'viewer', role: 'authenticated', person: 'vera' },
  { name: 'editor', role: 'authenticated', person: 'edith' },
  { name: 'owner', role: 'authenticated', person: 'ada' },
  { name: 'staff viewer', role: 'platform_staff', person: 'vito' },
  { name: 'staff admin', role: 'platform_staff', person: 'stella' },
  { name: 'service', role: 'service_role', person: null },
] as const

export type Actor = (typeof actors)[number]

/** Whose rows: the actors' own tenant, and another one. */
export const tenants = { own: 'northwind', foreign: 'globex' } as const
