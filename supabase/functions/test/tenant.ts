import postgres from 'postgres'
import { inject } from 'vitest'
import { tenantsOn } from './tenants.ts'

export { config, type Tenant, whole } from './tenants.ts'

/** The test database as its owner: for laying out what a test needs and for looking at what was stored. */
export const owner = postgres(inject('databaseUrl'), { max: 2, onnotice: () => undefined })

export const { createTenant, publish, stored, exhaustRate } = tenantsOn(owner)
