import { mergeTranslations } from 'react-admin'
import { auth } from './auth.ts'
import { check } from './check.ts'
import { home } from './home.ts'
import { list } from './list.ts'
import { operations } from './operations.ts'
import { organizations } from './organizations.ts'
import { planMatrix } from './planMatrix.ts'
import { plans } from './plans.ts'
import { reactAdmin } from './reactAdmin.ts'
import { record } from './record.ts'
import { refusals } from './refusals.ts'
import { rooms } from './rooms.ts'
import { shell } from './shell.ts'
import { staffHome } from './staffHome.ts'
import { submissions } from './submissions.ts'
import { tenants } from './tenants.ts'
import { widgets } from './widgets.ts'

/** Everything the console says, in German. */
export const messages = mergeTranslations(
  reactAdmin,
  auth,
  check,
  home,
  list,
  operations,
  organizations,
  plans,
  record,
  refusals,
  rooms,
  staffHome,
  submissions,
  widgets,
  shell,
  tenants,
  planMatrix,
)
