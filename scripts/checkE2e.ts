import { browserSuite } from './checks/browser.ts'
import { runSuites } from './checks/runSuites.ts'

process.exit(await runSuites([browserSuite(process.argv.slice(2))]))
