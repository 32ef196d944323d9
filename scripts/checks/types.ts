import { relative } from 'node:path'
import { commandCheck, root, runCommand } from './command.ts'
import { listFiles } from './files.ts'
import { type Suite, sum, type Tally } from './suite.ts'

/** Every tsconfig is a room, or the tests of one; the base only lends its options. */
async function listRooms(): Promise<string[]> {
  const configs = await listFiles('tsconfig*.json', '**/tsconfig*.json')
  return configs.filter((config) => config !== 'tsconfig.base.json')
}

async function filesOf(config: string): Promise<string[]> {
  const { output } = await runCommand('tsc', ['-p', config, '--listFilesOnly'])
  return output.split('\n').map((file) => relative(root, file))
}

/** Fails when a TypeScript file belongs to no room: then nobody checks it. */
async function checkCoverage(configs: string[]): Promise<Tally> {
  const covered = new Set((await Promise.all(configs.map(filesOf))).flat())
  const missed = (await listFiles('*.ts', '*.tsx')).filter((file) => !covered.has(file))
  const output = `No tsconfig.json includes these files:\n${missed.map((file) => `  ${file}`).join('\n')}`
  return missed.length === 0 ? { passed: 1, failed: 0, output: '' } : { passed: 0, failed: 1, output }
}

/** One check per room, and one that no file is outside of every room. */
export const types: Suite = {
  name: 'types',
  run: async (say) => {
    const configs = await listRooms()
    const tallies: Tally[] = []
    for (const config of configs) {
      say(config)
      tallies.push(await commandCheck('tsc', ['-p', config]))
    }
    return sum([...tallies, await checkCoverage(configs)])
  },
}
