import { databaseSuites } from './checks/database.ts'
import { runSuites } from './checks/runSuites.ts'

process.exit(await runSuites(databaseSuites(process.argv.slice(2))))
