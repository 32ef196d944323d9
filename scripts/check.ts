import { fastSuites } from './checks/fast.ts'
import { runSuites } from './checks/runSuites.ts'

process.exit(await runSuites(fastSuites))
