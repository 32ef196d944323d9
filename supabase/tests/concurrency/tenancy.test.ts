import { expect, test } from 'vitest'
import { atOnce, useArena } from './arena.ts'

const arena = useArena()

/** Makes an organization with these owners and gives its id. */
async function organizationOf(owners: string[]): Promise<string> {
  const [row] = await arena.owner<{ id: string }[]>`
    insert into public.organizations (name, slug, plan_id) values ('Shared', private.free_slug('Shared'), 'agency') returning id`
  const id = row?.id ?? ''
  await arena.owner`insert into public.organization_members (organization_id, user_id, role)
    select ${id}, n.id, 'owner' from tests.names n where n.name = any(${owners})`
  return id
}

async function leave(organization: string, owner: string, isolation: string): Promise<string> {
  const left = arena.owner.begin(`isolation level ${isolation}`, async (sql) => {
    // Both take their view of the world before either leaves.
    await sql`select from public.organization_members limit 1`
    await sql`delete from public.organization_members m using tests.names n
      where m.organization_id = ${organization} and m.user_id = n.id and n.name = ${owner}`
  })
  return left.then(
    () => 'left',
    (error: { message: string; code: string }) => (error.code === '40001' ? 'try again' : error.message),
  )
}

test.each(['read committed', 'repeatable read'])(
  'of owners who leave at once under %s one always stays',
  async (isolation) => {
    const owners = ['ada', 'boris', 'agnes']
    for (let round = 0; round < 8; round++) {
      const organization = await organizationOf(owners)
      const outcomes = await Promise.all(owners.map((owner) => leave(organization, owner, isolation)))
      const [row] = await arena.owner<{ owners: number }[]>`
      select count(*)::int as owners from public.organization_members where organization_id = ${organization}`
      expect(row?.owners).toBe(3 - outcomes.filter((outcome) => outcome === 'left').length)
      expect(row?.owners).toBeGreaterThanOrEqual(1)
      expect(outcomes).toContain('left')
    }
  },
)

test('a client never ends up under a workspace that stopped being an agency meanwhile', async () => {
  for (let round = 0; round < 12; round++) {
    const [agency] = await arena.owner<{ id: string; organization_id: string }[]>`
      insert into public.workspaces (organization_id, name, slug, kind)
      select id, 'Agency', ${`agency-${round}`}, 'agency' from tests.names where name = 'pixel' returning id, organization_id`
    if (!agency) throw new Error('no agency')
    const outcomes = await Promise.allSettled([
      arena.owner`insert into public.workspaces (organization_id, parent_workspace_id, name, slug)
        values (${agency.organization_id}, ${agency.id}, 'Client', ${`client-${round}`})`,
      arena.owner`update public.workspaces set kind = 'business' where id = ${agency.id}`,
    ])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  }
})

test('many people of one company name sign up at once', async () => {
  await atOnce(32, (index) =>
    arena.owner.begin((sql) => sql`select tests.sign_up(${`worker_${index}`}, ${sql.json({ company: 'Same Name' })})`),
  )
  const made = await arena.owner`select id from public.organizations where name = 'Same Name'`
  expect(made).toHaveLength(32)
})

test('two workers make partitions at once', async () => {
  await arena.owner`update private.partitioned_tables set months_ahead = 12`
  const made = await atOnce(4, async () => {
    const [row] = await arena.service<{ made: number }[]>`select private.maintain_partitions() as made`
    return row?.made ?? 0
  })
  const [row] = await arena.owner<{ tables: number }[]>`select count(*)::int as tables from private.partitioned_tables`
  expect(made.reduce((sum, one) => sum + one, 0)).toBe(9 * (row?.tables ?? 0))
})
