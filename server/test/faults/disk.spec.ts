import { expect, onTestFinished, test } from 'vitest'
import { patience } from '../lapel.ts'
import { entry, post, startLoad } from './clients.ts'
import { disks } from './disk.ts'
import { expectNothingLost } from './ledger.ts'
import { openSite } from './site.ts'

test.each(disks)(
  'a full disk (%s) is 503, loses nothing, and service comes back when there is room',
  async (_, make) => {
    const disk = make()
    onTestFinished(disk.remove)
    const site = await openSite(disk)
    onTestFinished(site.close)
    const tenant = await site.createTenant()
    const load = startLoad([site.first.url], tenant, 16, 'x'.repeat(4900))
    await load.served()
    disk.fill(site)
    const refused = async () => (await post(site.first.url, tenant, entry()))?.status
    await expect.poll(refused, patience).toBe(503)
    // Not for a moment only: it stays refused as long as there is no room.
    for (let times = 0; times < 5; times++) expect(await refused()).toBe(503)
    disk.free(site)
    await load.served()
    await load.stop()
    await expectNothingLost(site, tenant, load)
  },
)
