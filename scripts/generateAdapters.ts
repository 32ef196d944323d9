/** Tells SQL the configs of the adapters: `node scripts/generateAdapters.ts`. A test fails while it is due. */

import { writeFileSync } from 'node:fs'
import { schemaMigration } from '../server/src/jobs/sync/schemaMigration.ts'

writeFileSync(new URL('../supabase/migrations/20261121001590_adapter_schemas.sql', import.meta.url), schemaMigration())
