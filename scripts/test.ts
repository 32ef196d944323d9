import { browserSuite } from './checks/browser.ts'
import { databaseSuites, processSuite } from './checks/database.ts'
import { fastSuites } from './checks/fast.ts'
import { runSuites } from './checks/runSuites.ts'

// The longest first, so that the short ones fill what time is left.
process.exit(await runSuites([browserSuite(), processSuite, ...databaseSuites(), ...fastSuites]))
