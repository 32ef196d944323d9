import { expect, test } from 'vitest'
import { useArena } from './arena.ts'

const arena = useArena()

/** Does something as somebody of the world, as the Data API would. */
const as = (person: string, act: string) =>
  arena.owner.begin(async (sql) => {
    await sql`select tests.as_person(${person})`
    await sql.unsafe(act)
  })

const codes = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as { code: string }).code] : []))

test('who publishes while the workspace is archived is on time or refused, and nothing stays published', async () => {
  for (let round = 0; round < 12; round++) {
    const outcomes = await Promise.allSettled([
      ...[1, 2, 3, 4].map(() => as('agnes', `select public.publish_instance(tests.id('bakery/instance'))`)),
      as('agnes', `select public.archive_workspace(tests.id('bakery'), 'A race')`),
    ])
    // Refused by the permission or by the archive, never by a deadlock.
    expect(codes(outcomes).filter((code) => code !== 'PT403' && code !== 'PT409')).toEqual([])
    const [row] = await arena.owner<{ status: string; published: number }[]>`
      select w.status, (select count(*)::int from public.widget_instances i where i.workspace_id = w.id and i.status = 'published') as published
      from public.workspaces w where w.id = (select id from tests.names where name = 'bakery')`
    expect(row).toEqual({ status: 'archived', published: 0 })
    await as('agnes', `select public.restore_workspace(tests.id('bakery'))`)
  }
}, 60_000)

test('of the last workspaces that are archived at once one stays', async () => {
  await as('agnes', `select public.archive_workspace(tests.id('garage'), 'Closing')`)
  await as('agnes', `select public.archive_workspace(tests.id('bakery'), 'Closing')`)
  await as('agnes', `select public.create_workspace(tests.id('pixel'), 'Second', 'second')`)
  const outcomes = await Promise.allSettled(
    ['main', 'second'].map((slug) =>
      as(
        'agnes',
        `select public.archive_workspace((select id from public.workspaces where organization_id = tests.id('pixel') and slug = '${slug}'), 'Closing')`,
      ),
    ),
  )
  expect(codes(outcomes)).toEqual(['PT409'])
})

test('two staff admins who take the role from each other leave one', async () => {
  await as('stella', `select public.grant_staff(tests.id('sue'), 'admin', 'Promoted')`)
  const pairs = [
    ['stella', 'sue'],
    ['sue', 'stella'],
  ] as const
  const outcomes = await Promise.allSettled(
    pairs.map(([one, other]) => as(one, `select public.revoke_staff(tests.id('${other}'), 'A quarrel')`)),
  )
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
  const [row] = await arena.owner<
    { admins: number }[]
  >`select count(*)::int as admins from public.platform_admins where role = 'admin'`
  expect(row?.admins).toBe(1)
})
