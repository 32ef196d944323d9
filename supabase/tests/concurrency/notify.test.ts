import { expect, onTestFinished, test } from 'vitest'
import { useArena } from './arena.ts'

const arena = useArena()
const publicId = `w_${'globex'.padEnd(24, '0')}`

/** What is announced until a marker that is sent after everything else arrives. */
async function announcedDuring(act: () => Promise<unknown>): Promise<string[]> {
  const heard: string[] = []
  const marker = `end-${crypto.randomUUID()}`
  const done = Promise.withResolvers<void>()
  const { unlisten } = await arena.service.listen('lapel_instance', (payload) => {
    if (payload === marker) done.resolve()
    else heard.push(payload)
  })
  onTestFinished(unlisten)
  await act()
  await arena.owner.notify('lapel_instance', marker)
  await done.promise
  return heard
}

const setStatus = (status: string) =>
  arena.owner`update public.widget_instances set status = ${status} where public_id = ${publicId}`

test('servers hear of an instance that was changed, made or removed', async () => {
  expect(await announcedDuring(() => setStatus('inactive'))).toEqual([publicId])
  const copy = 'w_copy00000000000000000000'
  const insert = () => arena.owner`
    insert into public.widget_instances (organization_id, workspace_id, widget_id, name, public_id)
    select organization_id, workspace_id, widget_id, 'Copy', ${copy} from public.widget_instances where public_id = ${publicId}`
  expect(await announcedDuring(insert)).toEqual([copy])
  expect(
    await announcedDuring(() => arena.owner`delete from public.widget_instances where public_id = ${copy}`),
  ).toEqual([copy])
})

const setOrganization = (status: string) =>
  arena.owner`update public.organizations set status = ${status} where id = (select id from tests.names where name = 'globex')`

test('servers hear of what a suspended, closed or returned organization shows', async () => {
  await setStatus('published')
  for (const status of ['suspended', 'deleting', 'active']) {
    expect(await announcedDuring(() => setOrganization(status))).toEqual([publicId])
  }
  expect(await announcedDuring(() => setOrganization('active'))).toEqual([])
})

test('servers hear nothing of an organization that shows nothing', async () => {
  await setStatus('inactive')
  expect(await announcedDuring(() => setOrganization('suspended'))).toEqual([])
  await setOrganization('active')
})

test('servers hear of a widget that is archived or comes back', async () => {
  await setStatus('published')
  const setWidget = (status: string) =>
    arena.owner`update public.widgets set status = ${status} where id = (select id from tests.names where name = 'globex/widget')`
  for (const status of ['archived', 'active'])
    expect(await announcedDuring(() => setWidget(status))).toEqual([publicId])
})

test('servers hear of what an archived workspace and a deleted organization showed', async () => {
  const bakery = `w_${'bakery'.padEnd(24, '0')}`
  const archive = () =>
    arena.owner`update public.workspaces set status = 'archived' where id = (select id from tests.names where name = 'bakery')`
  expect(await announcedDuring(archive)).toEqual([bakery])
  const northwind = `w_${'northwind'.padEnd(24, '0')}`
  const remove = () =>
    arena.owner`delete from public.organizations where id = (select id from tests.names where name = 'northwind')`
  expect(await announcedDuring(remove)).toEqual([northwind])
})

test('servers hear nothing of a change that was rolled back', async () => {
  const changeItsMind = () =>
    arena.owner
      .begin(async (sql) => {
        await sql`update public.widget_instances set status = 'draft' where public_id = ${publicId}`
        throw new Error('changed my mind')
      })
      .catch(() => undefined)
  expect(await announcedDuring(changeItsMind)).toEqual([])
})
