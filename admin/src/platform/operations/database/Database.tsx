import { Baselines } from './Baselines.tsx'
import { Deviations } from './Deviations.tsx'
import { Partitions } from './Partitions.tsx'
import { Refreshes } from './Refreshes.tsx'

/** How fast, how large and how sound the database is. */
export const Database = () => (
  <>
    <Baselines />
    <Deviations />
    <Partitions />
    <Refreshes />
  </>
)
