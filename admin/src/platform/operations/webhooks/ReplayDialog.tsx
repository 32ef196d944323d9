import Box from '@mui/material/Box'
import { useQueryClient } from '@tanstack/react-query'
import { useDataProvider } from 'react-admin'
import { Code } from '../../../display/CodeField.tsx'
import type { ConsoleDataProvider } from '../../../providers/dataProvider.ts'
import { ReasonDialog } from '../../room/ReasonDialog.tsx'
import type { Delivery } from '../rows.ts'

/** Sends deliveries again, with a reason. */
export const ReplayDialog = ({ deliveries, onClose }: { deliveries: readonly Delivery[]; onClose: () => void }) => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const queryClient = useQueryClient()
  const replay = async (reason: string) => {
    await dataProvider.call('replay_deliveries', { delivery_ids: deliveries.map(({ id }) => id), reason })
    await queryClient.invalidateQueries({ queryKey: ['webhook_log'] })
  }
  return (
    <ReasonDialog
      title="lapel.operations.webhooks.replay_title"
      text="lapel.operations.webhooks.replay_text"
      confirm="lapel.operations.webhooks.replay"
      done="lapel.operations.webhooks.replayed"
      refusals={{ CONFLICT: 'lapel.operations.webhooks.nothing_to_replay' }}
      onConfirm={replay}
      onClose={onClose}
    >
      <Box component="ul" sx={{ fontSize: '0.8125rem', mt: 0, overflowWrap: 'anywhere' }}>
        {deliveries.map(({ id, event_type, organization, url }) => (
          <li key={id}>
            <Code>{event_type}</Code> · {organization} · {url}
          </li>
        ))}
      </Box>
    </ReasonDialog>
  )
}
