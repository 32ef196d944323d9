import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { patience, postgresOf, readiness } from '../lapel.ts'
import { type Load, startLoad } from './clients.ts'
import { expectNothingLost } from './ledger.ts'
import { type Node, openSite, type Site } from './site.ts'

let site: Site

beforeEach(async () => {
  site = await openSite()
})
afterEach(() => site.close())

async function kill(node: Node): Promise<void> {
  node.running.child.kill('SIGKILL')
  await node.running.ended
}

/** Service comes back without anybody doing anything. */
async function expectResumed(load: Load): Promise<void> {
  let back = false
  load.served().then(() => {
    back = true
  })
  await expect.poll(() => back, patience).toBe(true)
}

/** Edits that the audit must show, as long as the load lasts. */
function edit(organizationId: string) {
  const edits = { made: 0, going: true }
  const work = async () => {
    while (edits.going) {
      const name = `Edited ${edits.made + 1}`
      const done = await site.owner`update public.organizations set name = ${name} where id = ${organizationId}`.catch(
        () => null,
      )
      if (done) edits.made++
      await sleep(20)
    }
  }
  const working = work()
  return {
    stop: async () => {
      edits.going = false
      await working
      return edits.made
    },
  }
}

test('servers killed ten times under load lose nothing, and the other one goes on', async () => {
  const tenant = await site.createTenant()
  const others = [await site.join(), await site.join()]
  const load = startLoad([site.first.url, ...others.map(({ url }) => url)], tenant, 8)
  const edits = edit(tenant.organizationId)
  for (let times = 0; times < 4; times++) {
    await load.served()
    await Promise.all(others.map(kill))
    await Promise.all([load.served(), ...others.map(site.restart)])
  }
  for (let times = 0; times < 2; times++) {
    await kill(site.first)
    await site.restart(site.first)
    await expectResumed(load)
  }
  await load.stop()
  await expectNothingLost(site, tenant, load)
  expect((await site.audit(tenant)).entries).toBeGreaterThan(await edits.stop())
})

function backendsOf(postmaster: number): number[] {
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(postmaster)], { encoding: 'utf8' })
  return [...children.matchAll(/^\s*(\d+) postgres: lapel_server /gm)].map(([, pid]) => Number(pid))
}

test('Postgres killed three times, and a backend of it three times, under load: service comes back', async () => {
  const tenant = await site.createTenant()
  const other = await site.join()
  const load = startLoad([site.first.url, other.url], tenant, 12)
  const edits = edit(tenant.organizationId)
  for (let times = 0; times < 3; times++) {
    await load.served()
    const [postmaster = 0] = postgresOf(site.place)
    process.kill(postmaster, 'SIGKILL')
    await expectResumed(load)
    expect(postgresOf(site.place)).not.toContain(postmaster)
    const [backend = 0] = backendsOf(postgresOf(site.place)[0] ?? 0)
    process.kill(backend, 'SIGKILL')
    await expectResumed(load)
  }
  await load.stop()
  await expectNothingLost(site, tenant, load)
  expect((await site.audit(tenant)).entries).toBeGreaterThan(await edits.stop())
  for (const { url } of [site.first, other]) {
    await expect.poll(() => readiness(new URL(url)), patience).toBe(200)
  }
})
