import Box from '@mui/material/Box'
import { useDataProvider, useTranslate } from 'react-admin'
import { Code } from '../../../display/CodeField.tsx'
import type { ConsoleDataProvider } from '../../../providers/dataProvider.ts'
import { useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import type { Delivery } from '../rows.ts'

/** Sends deliveries again, with a reason. */
export const ReplayDialog = ({ deliveries, onClose }: { deliveries: readonly Delivery[]; onClose: () => void }) => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const translate = useTranslate()
  const done = useDone()
  const replay = async (reason: string) => {
    await dataProvider.call('replay_deliveries', { delivery_ids: deliveries.map(({ id }) => id), reason })
    onClose()
    done(translate('lapel.act.replay.done'))
  }
  return (
    <ActDialog words="replay" onConfirm={replay} onClose={onClose}>
      <Box component="ul" sx={{ fontSize: '0.8125rem', mt: 0, overflowWrap: 'anywhere' }}>
        {deliveries.map(({ id, event_type, organization, url }) => (
          <li key={id}>
            <Code>{event_type}</Code> · {organization} · {url}
          </li>
        ))}
      </Box>
    </ActDialog>
  )
}
