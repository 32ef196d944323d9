import { commandCheck } from './command.ts'
import { docLinks } from './docLinks.ts'
import { built } from './shared.ts'
import type { Suite } from './suite.ts'
import { types } from './types.ts'
import { vitestSuite } from './vitest.ts'

const biome: Suite = {
  name: 'lint and format',
  run: () =>
    commandCheck('biome', ['ci', '--error-on-warnings', `--colors=${process.stdout.isTTY ? 'force' : 'off'}`, '.']),
}

const knip: Suite = { name: 'unused files, exports, packages', run: () => commandCheck('knip', []) }

const unit = vitestSuite('unit tests', ['!*:*'])

const size: Suite = {
  name: 'size of the SDK',
  run: async () => {
    await built('sdk')
    return commandCheck('size-limit', [], { folder: 'sdk' })
  },
}

/** What needs no database and no browser: seconds. */
export const fastSuites: Suite[] = [unit, types, biome, knip, size, docLinks]
