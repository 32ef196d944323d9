import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../lints/advisors.ts'
import { review } from '../lints/review.ts'
import { foundOrganizations, provision } from '../tenants/schemas.ts'
import { accepted } from './accepted.ts'
import { checked, checkFunctions } from './check.ts'
import { type PackagedDatabase, startPackaged } from './cluster.ts'
import { ensurePackagedPostgres } from './packaged.ts'

const binaries = ensurePackagedPostgres()

if (!binaries) {
  test('no package of this system has plpgsql_check: checked elsewhere', () => expect(binaries).toBeNull())
} else {
  describe('plpgsql_check', () => {
    let database: PackagedDatabase
    let findings: Finding[]

    beforeAll(async () => {
      database = await startPackaged(binaries)
      // A tenant's schema has triggers of its own.
      await provision(database.sql, await foundOrganizations(database.sql, 1))
      findings = await checkFunctions(database.sql)
    })
    afterAll(() => database.stop())

    test('every finding has a reason', () => {
      expect(review(findings, accepted).unexplained).toEqual([])
    })

    test('every reason is still needed', () => {
      expect(review(findings, accepted).stale).toEqual([])
    })

    test('every trigger function is on a table, and so is checked', async () => {
      const idle = await database.sql`select f.name from (${database.sql.unsafe(checked)}) f
        join pg_proc p on p.oid = f.oid where p.prorettype = 'trigger'::regtype and f.tgrelid is null`
      expect(idle.map(({ name }) => name)).toEqual([])
    })

    test('a wrong name is found, in a trigger too', async () => {
      await database.sql.unsafe(`
        create function private.strays() returns int language plpgsql as 'begin return (select nowhere from public.plans); end';
        create function private.fn_strays() returns trigger language plpgsql as 'begin new.nowhere := 1; return new; end';
        create trigger trg_strays before insert on public.plans for each row execute function private.fn_strays()`)
      const found = (await checkFunctions(database.sql)).map(({ subject }) => subject)
      expect(found).toContain('private.strays')
      expect(found).toContain('private.fn_strays on plans')
    })
  })
}
