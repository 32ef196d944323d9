import { useDataProvider, useTranslate } from 'react-admin'
import type { ConsoleDataProvider } from '../../../providers/dataProvider.ts'
import { useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import type { StaffMember } from '../rows.ts'

/** Ends somebody's staff role. */
export const RevokeDialog = ({ member, onClose }: { member: StaffMember; onClose: () => void }) => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const translate = useTranslate()
  const done = useDone()
  const revoke = async (reason: string) => {
    await dataProvider.call('revoke_staff', { user_id: member.user_id, reason })
    onClose()
    done(translate('lapel.act.revoke_staff.done'))
  }
  return <ActDialog words="revoke_staff" stepUp onConfirm={revoke} onClose={onClose} />
}
