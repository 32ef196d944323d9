import { Columns, Stack } from '../../../list/Columns.tsx'
import { About } from './About.tsx'
import { LimitHits } from './LimitHits.tsx'
import { Limits } from './Limits.tsx'

const Overview = () => (
  <Columns>
    <Stack>
      <Limits />
      <LimitHits />
    </Stack>
    <About />
  </Columns>
)

export default Overview
