import type { DataProvider } from 'react-admin'
import { describe, expect, it, vi } from 'vitest'
import type { Access } from './access.ts'
import { scopedToTenant, tenantScope } from './tenantScope.ts'

const accessTo = (organizations: string[], workspaces: [string, string][], staff = false): Access => ({
  user_id: 'u',
  email: null,
  staff_role: staff ? 'viewer' : null,
  organizations: organizations.map((id) => ({ id, name: id, role: 'owner' })),
  workspaces: workspaces.map(([id, organization_id]) => ({ id, name: id, role: 'owner', organization_id })),
  impersonation: null,
})

describe('the tenants named in a request', () => {
  it.each([
    ['one workspace', accessTo(['o'], [['w', 'o']]), { workspace_id: 'w' }],
    ['a guest', accessTo([], [['w', 'o']]), { workspace_id: 'w' }],
    [
      'one organization of several workspaces',
      accessTo(
        ['o'],
        [
          ['v', 'o'],
          ['w', 'o'],
        ],
      ),
      { organization_id: 'o' },
    ],
    [
      'a member of one and guest of another',
      accessTo(
        ['o'],
        [
          ['w', 'o'],
          ['x', 'p'],
        ],
      ),
      { 'workspace_id@in': '(w,x)' },
    ],
    ['staff', accessTo([], [], true), {}],
    ['a stranger', accessTo([], []), {}],
  ])('%s', (_, access, filter) => {
    expect(tenantScope(access, 'widget_submissions')).toEqual(filter)
  })

  it('are organizations where rows name no workspace', () => {
    expect(tenantScope(accessTo(['o'], [['w', 'o']]), 'audit_logs')).toEqual({ organization_id: 'o' })
    expect(tenantScope(accessTo(['o', 'p'], []), 'audit_logs')).toEqual({ 'organization_id@in': '(o,p)' })
  })

  it('are left out where tables are small or the tenants too many', () => {
    const many = Array.from({ length: 51 }, (_, n): [string, string] => [`w${n}`, 'o'])
    expect(tenantScope(accessTo([], many), 'usage_events')).toEqual({})
    expect(tenantScope(accessTo(['o'], many), 'usage_events')).toEqual({ organization_id: 'o' })
    expect(tenantScope(accessTo(['o'], [['w', 'o']]), 'widgets')).toEqual({})
  })
})

describe('the provider', () => {
  const list = async (filter: object) => {
    const getList = vi.fn(async () => ({ data: [], total: 0 }))
    const provider = scopedToTenant({ getList } as unknown as DataProvider, async () => accessTo(['o'], [['w', 'o']]))
    await provider.getList('usage_events', { filter })
    return getList.mock.calls[0]
  }

  it('adds them to what the reader chose', async () => {
    expect(await list({ event_type: 'export' })).toEqual([
      'usage_events',
      { filter: { workspace_id: 'w', event_type: 'export' } },
    ])
  })

  it('leaves a chosen tenant alone', async () => {
    expect(await list({ workspace_id: 'x' })).toEqual(['usage_events', { filter: { workspace_id: 'x' } }])
  })
})
