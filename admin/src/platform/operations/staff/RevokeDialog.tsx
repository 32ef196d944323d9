import { useDataProvider, useRefresh } from 'react-admin'
import type { ConsoleDataProvider } from '../../../providers/dataProvider.ts'
import { ReasonDialog } from '../../room/ReasonDialog.tsx'
import type { StaffMember } from '../rows.ts'

/** Ends somebody's staff role. */
export const RevokeDialog = ({ member, onClose }: { member: StaffMember; onClose: () => void }) => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const refresh = useRefresh()
  return (
    <ReasonDialog
      title="lapel.operations.staff.revoke_title"
      text="lapel.operations.staff.revoke_text"
      confirm="lapel.operations.staff.revoke"
      done="lapel.operations.staff.revoked"
      dangerous
      refusals={{ CONFLICT: 'lapel.operations.staff.last_admin' }}
      onConfirm={async (reason) => {
        await dataProvider.call('revoke_staff', { user_id: member.user_id, reason })
        refresh()
      }}
      onClose={onClose}
    />
  )
}
