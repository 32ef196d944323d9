import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import { useCreatePath, useGetList, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import { EmptyState } from '../../../display/EmptyState.tsx'
import { LoadFailed } from '../../../display/LoadFailed.tsx'
import { Section } from '../../../display/Section.tsx'
import { Status } from '../../../display/StatusChip.tsx'
import type { Workspace } from '../../workspaces/row.ts'
import { Loading } from '../Loading.tsx'
import { useTenant } from '../useTenant.ts'
import { Allocated, HandedOut } from './Allocated.tsx'
import { type Capacity, useCapacity } from './useCapacity.ts'

/** More clients than an agency's plan has. */
const most = 500

interface BranchProps {
  workspace: Workspace
  all: readonly Workspace[]
  /** Undefined while it loads. */
  capacity: Capacity | undefined
}

const Branch = ({ workspace, all, capacity }: BranchProps) => {
  const translate = useTranslate()
  const createPath = useCreatePath()
  const allocation = capacity?.allocations.get(workspace.id)
  const clients = all.filter(({ parent_workspace_id }) => parent_workspace_id === workspace.id)
  return (
    <Box component="li" sx={{ fontSize: '0.8125rem', py: 0.75 }}>
      <Box sx={{ alignItems: 'center', display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        <Link
          component={RouterLink}
          to={createPath({ resource: 'workspaces', type: 'show', id: workspace.id })}
          color="inherit"
          underline="hover"
          sx={{ fontWeight: 550, overflowWrap: 'anywhere' }}
        >
          {workspace.name}
        </Link>
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          {translate(`resources.workspaces.kind.${workspace.kind}`)}
          {clients.length > 0 && ` · ${translate('lapel.tenant.clients', { smart_count: clients.length })}`}
        </Typography>
        {workspace.status === 'archived' && <Status value="archived" />}
      </Box>
      {capacity && <HandedOut allocations={capacity.givenBy(workspace.id)} />}
      {allocation && capacity && <Allocated allocation={allocation} used={capacity.used(workspace.id)} />}
      {clients.length > 0 && (
        <Box component="ul" sx={{ borderLeft: 1, borderColor: 'divider', listStyle: 'none', m: 0, mt: 0.5, pl: 2 }}>
          {clients.map((client) => (
            <Branch key={client.id} workspace={client} all={all} capacity={capacity} />
          ))}
        </Box>
      )}
    </Box>
  )
}

/** The tenant's workspaces: an agency's with its clients below it, what it handed them of its capacity, and what they use of it. */
const Workspaces = () => {
  const { id } = useTenant()
  const translate = useTranslate()
  const workspaces = useGetList<Workspace>('workspaces', {
    filter: { organization_id: id },
    sort: { field: 'created_at', order: 'DESC' },
    pagination: { page: 1, perPage: most },
    meta: { uncounted: true },
  })
  const capacity = useCapacity()
  const all = [...(workspaces.data ?? [])].reverse()
  const refetch = () => Promise.all([workspaces.refetch(), capacity.refetch()])
  return (
    <Section title={translate('lapel.organization.workspaces')}>
      {(workspaces.error || capacity.error) && <LoadFailed onRetry={refetch} />}
      {workspaces.isPending && <Loading />}
      {workspaces.data?.length === 0 && <EmptyState title={translate('lapel.list.nothing')} />}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {all
          .filter(({ parent_workspace_id }) => parent_workspace_id === null)
          .map((workspace) => (
            <Branch key={workspace.id} workspace={workspace} all={all} capacity={capacity.capacity} />
          ))}
      </Box>
    </Section>
  )
}

export default Workspaces
