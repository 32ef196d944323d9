import { isAbsolute, relative } from 'node:path'
import { root, runCommand } from './command.ts'
import { listFiles } from './files.ts'
import { type Suite, sum, type Tally } from './suite.ts'

/** Every tsconfig is a room, or the tests of one; the base only lends its options. */
async function listRooms(): Promise<string[]> {
  const configs = await listFiles('tsconfig*.json', '**/tsconfig*.json')
  return configs.filter((config) => config !== 'tsconfig.base.json')
}

/** Checks one room, and adds the files it read to `covered`. */
async function checkRoom(config: string, covered: Set<string>): Promise<Tally> {
  const { ok, output } = await runCommand('tsc', ['-p', config, '--listFiles'])
  const lines = output.split('\n')
  for (const file of lines.filter(isAbsolute)) covered.add(relative(root, file))
  const complaints = lines.filter((line) => !isAbsolute(line)).join('\n')
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, output: complaints }
}

/** Fails when a TypeScript file belongs to no room: then nobody checks it. */
async function checkCoverage(covered: Set<string>): Promise<Tally> {
  const missed = (await listFiles('*.ts', '*.tsx')).filter((file) => !covered.has(file))
  const output = `No tsconfig.json includes these files:\n${missed.map((file) => `  ${file}`).join('\n')}`
  return missed.length === 0 ? { passed: 1, failed: 0, output: '' } : { passed: 0, failed: 1, output }
}

/** One check per room, and one that no file is outside of every room. */
export const types: Suite = {
  name: 'types',
  run: async (say) => {
    const covered = new Set<string>()
    const tallies: Tally[] = []
    for (const config of await listRooms()) {
      say(config)
      tallies.push(await checkRoom(config, covered))
    }
    return sum([...tallies, await checkCoverage(covered)])
  },
}
