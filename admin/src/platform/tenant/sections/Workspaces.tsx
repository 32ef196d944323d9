import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import { useCreatePath, useGetList, useLocale, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import { EmptyState } from '../../../display/EmptyState.tsx'
import { LoadFailed } from '../../../display/LoadFailed.tsx'
import { Section } from '../../../display/Section.tsx'
import { Status } from '../../../display/StatusChip.tsx'
import type { Workspace } from '../../workspaces/row.ts'
import { Loading } from '../Loading.tsx'
import type { Allocation } from '../row.ts'
import { useTenant } from '../useTenant.ts'
import { useTenantQuery } from '../useTenantQuery.ts'

/** More clients than an agency's plan has. */
const most = 500

interface BranchProps {
  workspace: Workspace
  all: readonly Workspace[]
  allocations: ReadonlyMap<string, Allocation>
}

const Allocated = ({ allocation }: { allocation: Allocation | undefined }) => {
  const translate = useTranslate()
  const locale = useLocale()
  const limits = Object.entries(allocation?.limits ?? {})
  if (limits.length === 0) return null
  return (
    <Typography variant="caption" component="div" sx={{ color: 'text.secondary' }}>
      {translate('lapel.tenant.allocated')}{' '}
      {limits
        .map(
          ([type, value]) => `${translate(`resources.plan_limits.limit_type.${type}`)} ${value.toLocaleString(locale)}`,
        )
        .join(' · ')}
    </Typography>
  )
}

const Branch = ({ workspace, all, allocations }: BranchProps) => {
  const translate = useTranslate()
  const createPath = useCreatePath()
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
      <Allocated allocation={allocations.get(workspace.id)} />
      {clients.length > 0 && (
        <Box component="ul" sx={{ borderLeft: 1, borderColor: 'divider', listStyle: 'none', m: 0, mt: 0.5, pl: 2 }}>
          {clients.map((client) => (
            <Branch key={client.id} workspace={client} all={all} allocations={allocations} />
          ))}
        </Box>
      )}
    </Box>
  )
}

/** The tenant's workspaces: an agency's with its clients below it, and what it handed them of its capacity. */
const Workspaces = () => {
  const { id } = useTenant()
  const translate = useTranslate()
  const workspaces = useGetList<Workspace>('workspaces', {
    filter: { organization_id: id },
    sort: { field: 'created_at', order: 'DESC' },
    pagination: { page: 1, perPage: most },
    meta: { uncounted: true },
  })
  const allocations = useTenantQuery('allocations', (acts, id) => acts.allocations(id))
  const all = [...(workspaces.data ?? [])].reverse()
  const byWorkspace = new Map(allocations.data?.map((allocation) => [allocation.workspace_id, allocation]))
  const refetch = () => Promise.all([workspaces.refetch(), allocations.refetch()])
  return (
    <Section title={translate('lapel.organization.workspaces')}>
      {(workspaces.error || allocations.error) && <LoadFailed onRetry={refetch} />}
      {workspaces.isPending && <Loading />}
      {workspaces.data?.length === 0 && <EmptyState title={translate('lapel.list.nothing')} />}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {all
          .filter(({ parent_workspace_id }) => parent_workspace_id === null)
          .map((workspace) => (
            <Branch key={workspace.id} workspace={workspace} all={all} allocations={byWorkspace} />
          ))}
      </Box>
    </Section>
  )
}

export default Workspaces
