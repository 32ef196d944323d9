import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import { readKeys } from '../src/data/keys.ts'
import { sharedHome } from '../src/postgres/binaries.ts'
import { runningOwnerUrl } from '../src/postgres/embedded.ts'
import { isRoot, newPlace, ordinaryUser, postgresOf, readiness, run, startLapel, waitUntilGone } from './lapel.ts'

test('as an ordinary user: starts, stops cleanly on Ctrl-C, and keeps its data for the next start', async () => {
  const place = await newPlace(ordinaryUser)
  const first = await startLapel(place)
  const keys = readFileSync(join(place.dataDir, 'keys.json'), 'utf8')
  expect(postgresOf(place)).toHaveLength(1)
  first.child.kill('SIGINT')
  expect(await first.ended, first.output()).toBe(0)
  expect(first.output()).toContain('Lapel is ready')
  expect(postgresOf(place)).toEqual([])
  expect(existsSync(join(place.dataDir, 'lapel.lock'))).toBe(false)
  expect(existsSync(join(place.dataDir, 'postgres', 'data', 'postmaster.pid'))).toBe(false)

  const second = await startLapel(place)
  expect(second.output()).not.toContain('migrations')
  expect(readFileSync(join(place.dataDir, 'keys.json'), 'utf8')).toBe(keys)
})

test('after kill -9 the next start stops the orphaned database and runs exactly one', async () => {
  const place = await newPlace()
  const killed = await startLapel(place)
  const [orphan] = postgresOf(place)
  killed.child.kill('SIGKILL')
  await killed.ended
  expect(postgresOf(place)).toEqual([orphan])
  await startLapel(place)
  expect(postgresOf(place)).toHaveLength(1)
  expect(postgresOf(place)).not.toContain(orphan)
})

test('when the launcher is killed everything ends by itself', async () => {
  const place = await newPlace()
  const launcher = await startLapel(place, 'scripts/bootstrap.mjs')
  launcher.child.kill('SIGKILL')
  await waitUntilGone(place, launcher)
})

test('a second start on the same data directory names the first and leaves it alone', async () => {
  const place = await newPlace()
  const first = await startLapel(place)
  const elsewhere = { ...place, port: (await newPlace()).port }
  const second = run(elsewhere, 'cli/bin/lapel.mjs', 'start')
  expect(await second.ended, second.output()).toBe(1)
  expect(second.output()).toContain(`process ${first.child.pid}, http://localhost:${place.port}`)
  expect(await readiness(place)).toBe(200)
})

test('a port in use is one sentence that names another', async () => {
  const place = await newPlace()
  const other = createServer().listen(place.port, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const refused = run(place, 'cli/bin/lapel.mjs', 'start')
  expect(await refused.ended, refused.output()).toBe(1)
  expect(refused.output().trim()).toBe(
    `Port ${place.port} is in use by another program. Stop it, or choose another port: LAPEL_PORT=${place.port + 1}.`,
  )
  expect(existsSync(join(place.dataDir, 'lapel.lock'))).toBe(false)
})

test('a data directory that this user may not write to is one sentence', async () => {
  const place = await newPlace(ordinaryUser)
  const refused = run({ ...place, dataDir: '/etc/lapel-test' }, 'cli/bin/lapel.mjs', 'start')
  expect(await refused.ended, refused.output()).toBe(1)
  expect(refused.output()).toMatch(/^The data directory \/etc\/lapel-test is not writable\..*LAPEL_DATA_DIR\.\n$/)
})

test('a creation that was interrupted is repeated; a damaged database is explained and reset', async () => {
  const place = await newPlace()
  mkdirSync(join(place.dataDir, 'postgres', 'data.new', 'base'), { recursive: true })
  const running = await startLapel(place)
  running.child.kill('SIGTERM')
  expect(await running.ended, running.output()).toBe(0)

  rmSync(join(place.dataDir, 'postgres', 'data', 'PG_VERSION'))
  const damaged = run(place, 'cli/bin/lapel.mjs', 'start')
  expect(await damaged.ended, damaged.output()).toBe(1)
  expect(damaged.output()).toContain('npx lapel reset')

  const reset = run(place, 'cli/bin/lapel.mjs', 'reset', '--yes')
  expect(await reset.ended, reset.output()).toBe(0)
  await startLapel(place)
})

test('one more server or worker refuses a database that is not migrated, in one sentence', async () => {
  const place = await newPlace()
  await startLapel(place)
  const keys = readKeys(place.dataDir)
  if (!keys) throw new Error('no keys')
  const owner = postgres(runningOwnerUrl(place.dataDir, keys) ?? '', { max: 1, onnotice: () => undefined })
  onTestFinished(() => owner.end())
  await owner`create database empty`
  const address = new URL(runningOwnerUrl(place.dataDir, keys) ?? '')
  const newest = await owner`delete from supabase_migrations.schema_migrations
    where version = (select max(version) from supabase_migrations.schema_migrations)`
  expect(newest.count).toBe(1)
  for (const [command, path, lacks] of [
    ['serve', '/empty', /\d+ migrations/],
    ['worker', '/empty', /\d+ migrations/],
    ['serve', address.pathname, /a migration/],
  ] as const) {
    const env = { DATABASE_URL: Object.assign(new URL(address), { pathname: path }).href }
    const refused = run({ ...place, port: (await newPlace()).port, env }, 'cli/bin/lapel.mjs', command)
    expect(await refused.ended, refused.output()).toBe(1)
    const sentence = `^The database ${address.host}${path} lacks ${lacks.source} of this version\\. Run \`npx lapel start\` first\\.\\n$`
    expect(refused.output()).toMatch(new RegExp(sentence))
  }
})

if (isRoot) {
  test('root keeps the database elsewhere when its user cannot reach the data directory, and reset finds it', async () => {
    const place = await newPlace()
    chmodSync(dirname(place.dataDir), 0o700)
    const running = await startLapel(place)
    expect(postgresOf(place)).toEqual([])
    const { installation } = JSON.parse(readFileSync(join(place.dataDir, 'keys.json'), 'utf8')) as {
      installation: string
    }
    const shared = join(sharedHome, installation)
    expect(existsSync(join(shared, 'data', 'postmaster.pid'))).toBe(true)
    running.child.kill('SIGTERM')
    await running.ended
    expect(await run(place, 'cli/bin/lapel.mjs', 'reset', '--yes').ended).toBe(0)
    expect(existsSync(shared)).toBe(false)
  })
}

test('doctor starts an installation that is not running, finds it well, and stops it again', async () => {
  const place = await newPlace()
  const running = await startLapel(place)
  running.child.kill('SIGHUP')
  await running.ended
  const doctor = run(place, 'cli/bin/lapel.mjs', 'doctor', '--json')
  expect(await doctor.ended, doctor.output()).toBe(0)
  const { ok, findings } = JSON.parse(doctor.output()) as { ok: boolean; findings: { ok: boolean }[] }
  expect(ok).toBe(true)
  expect(findings.length).toBeGreaterThan(8)
  await waitUntilGone(place, doctor)
})
