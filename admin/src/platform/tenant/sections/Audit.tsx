import { Columns } from '../../../list/Columns.tsx'
import { AuditFilterBar } from '../../audit/AuditFilterBar.tsx'
import { Timeline } from '../../audit/Timeline.tsx'
import { MyExports } from '../../exports/MyExports.tsx'
import { useTenant } from '../useTenant.ts'

/** The tenant's audit log. */
const Audit = () => {
  const { id } = useTenant()
  return (
    <>
      <AuditFilterBar organizationId={id} />
      <Columns>
        <Timeline organizationId={id} />
        <MyExports kind="audit_logs" />
      </Columns>
    </>
  )
}

export default Audit
