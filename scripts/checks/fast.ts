import { commandCheck } from './command.ts'
import { docLinks } from './docLinks.ts'
import { sdkPackage } from './sdkPackage.ts'
import type { Suite } from './suite.ts'
import { types } from './types.ts'
import { vitestSuite } from './vitest.ts'

const biome: Suite = {
  name: 'lint and format',
  run: () =>
    commandCheck('biome', ['ci', '--error-on-warnings', `--colors=${process.stdout.isTTY ? 'force' : 'off'}`, '.']),
}

const knip: Suite = { name: 'unused files, exports, packages', run: () => commandCheck('knip', []) }

// Not to be told by slowness from a hang while everything else runs beside them.
const unit = vitestSuite('unit tests', ['!*:*'], undefined, ['--testTimeout=60000', '--hookTimeout=60000'])

/** What needs no database and no browser: seconds. */
export const fastSuites: Suite[] = [unit, types, sdkPackage, biome, knip, docLinks]
