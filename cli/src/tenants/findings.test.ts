import { expect, test } from 'vitest'
import { describeFindings, type Finding, isSettled } from './findings.ts'

const found = (schema_name: string, outcome: string): Finding => ({
  organization_id: schema_name,
  schema_name,
  object: 'sites.locale',
  problem: 'is missing',
  outcome,
})

test('what many schemas have in common is one line that names the first', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map((name) => found(`tenant_${name}`, 'repaired'))
  expect(describeFindings([...many, found('tenant_f', 'needs a person')])).toEqual([
    'sites.locale is missing: repaired (tenant_a, tenant_b, tenant_c and 2 more)',
    'sites.locale is missing: needs a person (tenant_f)',
  ])
})

test('only what is or would be repaired is settled', () => {
  const outcomes = ['repaired', 'would be repaired', 'needs a person', 'failed: out of luck']
  expect(outcomes.filter((outcome) => isSettled(found('tenant_a', outcome)))).toEqual(outcomes.slice(0, 2))
})
