import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import { useState } from 'react'
import { RecordContextProvider, useCreatePath, useGetList, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import { Code } from '../../../display/CodeField.tsx'
import { Section } from '../../../display/Section.tsx'
import { Time } from '../../../display/Time.tsx'
import { Actor } from '../../../workspace/audit/Actor.tsx'
import type { AuditEntry } from '../../../workspace/audit/row.ts'
import { Loaded } from '../../room/Loaded.tsx'
import { type Column, Rows } from '../../room/Rows.tsx'
import { StaffButton } from '../../room/StaffButton.tsx'
import type { Flag } from '../rows.ts'
import { FlagDialog } from './FlagDialog.tsx'

/** The newest change of each flag. */
function useLastChanges(): ReadonlyMap<string, AuditEntry> {
  const { data = [] } = useGetList<AuditEntry>('audit_logs', {
    filter: { entity: 'feature_flags' },
    sort: { field: 'created_at', order: 'DESC' },
    pagination: { page: 1, perPage: 200 },
  })
  return new Map(data.toReversed().map((entry) => [entry.entity_id, entry]))
}

const LastChange = ({ entry }: { entry: AuditEntry | undefined }) => {
  const createPath = useCreatePath()
  if (!entry) return '–'
  return (
    <RecordContextProvider value={entry}>
      <Actor />
      <Box>
        <Link
          component={RouterLink}
          to={createPath({ resource: 'audit_logs', type: 'show', id: entry.id })}
          color="inherit"
        >
          <Time value={entry.created_at} />
        </Link>
      </Box>
      {entry.reason && <Box sx={{ color: 'text.secondary' }}>{entry.reason}</Box>}
    </RecordContextProvider>
  )
}

/** Features that are switched: for everyone, a share, a plan or a tenant. */
export const Flags = () => {
  const translate = useTranslate()
  const [editing, setEditing] = useState<Flag | 'new'>()
  const changes = useLastChanges()
  const query = useGetList<Flag>('feature_flags', {
    sort: { field: 'id', order: 'ASC' },
    pagination: { page: 1, perPage: 200 },
  })
  const words = (key: string, options?: object) => translate(`lapel.operations.flags.${key}`, options)
  const title = words('title')
  const switches = (of: Record<string, boolean>) => {
    const [on, off] = [Object.values(of).filter(Boolean).length, Object.values(of).filter((value) => !value).length]
    return on + off === 0 ? '–' : words('switched', { on, off })
  }
  const columns: Column<Flag>[] = [
    {
      label: words('flag'),
      cell: ({ key, description }) => (
        <>
          <Code>{key}</Code>
          {description && <Box sx={{ color: 'text.secondary', fontWeight: 400 }}>{description}</Box>}
        </>
      ),
    },
    { label: words('everyone'), cell: ({ enabled }) => words(enabled ? 'on' : 'off') },
    { label: words('share'), cell: ({ rollout_percent }) => `${rollout_percent} %`, align: 'right' },
    { label: words('plans'), cell: ({ plans }) => switches(plans) },
    { label: words('tenants'), cell: ({ organizations }) => switches(organizations) },
    { label: words('changed'), cell: ({ key }) => <LastChange entry={changes.get(key)} /> },
    {
      label: words('act'),
      cell: (flag) => (
        <StaffButton
          atLeast="admin"
          onClick={() => setEditing(flag)}
          aria-label={words('change_named', { flag: flag.key })}
        >
          {words('change')}
        </StaffButton>
      ),
    },
  ]
  return (
    <>
      <Section
        title={title}
        flush
        action={
          <StaffButton atLeast="admin" onClick={() => setEditing('new')}>
            {words('add')}
          </StaffButton>
        }
      >
        <Loaded query={query} empty="lapel.operations.flags.none">
          {(flags) => <Rows label={title} rows={flags} keyOf={({ key }) => key} columns={columns} />}
        </Loaded>
      </Section>
      {editing && <FlagDialog flag={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </>
  )
}
