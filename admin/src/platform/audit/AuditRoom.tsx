import { useTranslate } from 'react-admin'
import { Columns, Stack } from '../../list/Columns.tsx'
import { MyExports } from '../exports/MyExports.tsx'
import { Room } from '../room/Room.tsx'
import { AuditFilterBar } from './AuditFilterBar.tsx'
import { Chains } from './Chains.tsx'
import { Timeline } from './Timeline.tsx'

/** Who did what, to whom, why, and whether the record of it holds. */
const AuditRoom = () => {
  const translate = useTranslate()
  return (
    <Room title={translate('resources.audit_logs.name', { smart_count: 2 })}>
      <AuditFilterBar />
      <Columns>
        <Timeline />
        <Stack>
          <Chains />
          <MyExports kind="audit_logs" />
        </Stack>
      </Columns>
    </Room>
  )
}

export default AuditRoom
