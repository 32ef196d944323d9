import { ReferenceField, useTranslate } from 'react-admin'
import { Code } from '../../display/CodeField.tsx'
import { DefinitionList } from '../../display/DefinitionList.tsx'
import { Section } from '../../display/Section.tsx'
import { Time } from '../../display/Time.tsx'
import { TranslatedField } from '../../display/TranslatedField.tsx'
import { Columns, Stack } from '../../list/Columns.tsx'
import { DetailPage } from '../../list/DetailPage.tsx'
import { useIsStaff } from '../../providers/access.ts'
import { Actor } from './Actor.tsx'
import { ChangedColumns } from './ChangedColumns.tsx'
import type { AuditEntry } from './row.ts'

const Who = ({ entry }: { entry: AuditEntry }) => {
  const translate = useTranslate()
  const isStaff = useIsStaff()
  const label = (field: string) => translate(`resources.audit_logs.fields.${field}`)
  return (
    <Section title={translate('resources.audit_logs.name', { smart_count: 1 })}>
      <DefinitionList
        items={[
          { term: label('reason'), value: entry.reason ?? <em>{translate('lapel.audit.no_reason')}</em> },
          { term: label('actor_id'), value: <Actor /> },
          { term: label('actor_role'), value: entry.actor_role },
          { term: label('created_at'), value: <Time value={entry.created_at} /> },
          {
            term: label('organization_id'),
            value: (
              <ReferenceField
                source="organization_id"
                reference="organizations"
                link={isStaff && 'show'}
                emptyText={translate('lapel.audit.platform')}
              />
            ),
          },
          { term: label('entity'), value: <TranslatedField source="entity" /> },
          { term: label('entity_id'), value: <Code>{entry.entity_id}</Code> },
          ...(['on_behalf_of', 'request_id', 'ip'] as const).flatMap((source) => {
            const value = entry[source]
            return value ? [{ term: label(source), value: <Code>{value}</Code> }] : []
          }),
        ]}
      />
    </Section>
  )
}

const Chain = ({ entry }: { entry: AuditEntry }) => {
  const translate = useTranslate()
  const label = (field: string) => translate(`resources.audit_logs.fields.${field}`)
  return (
    <Section title={translate('lapel.audit.chain')}>
      <DefinitionList
        items={[
          { term: label('seq'), value: entry.seq },
          { term: label('hash'), value: <Code>{entry.hash}</Code> },
          { term: label('prev_hash'), value: <Code>{entry.prev_hash}</Code> },
        ]}
      />
    </Section>
  )
}

const AuditShow = () => {
  const translate = useTranslate()
  const title = ({ entity, action }: AuditEntry) =>
    `${translate(`resources.audit_logs.entity.${entity}`, { _: entity })} ${translate(`resources.audit_logs.action.${action}`).toLowerCase()}`
  return (
    <DetailPage<AuditEntry> title={title}>
      {(entry) => (
        <Columns>
          <ChangedColumns entry={entry} />
          <Stack>
            <Who entry={entry} />
            <Chain entry={entry} />
          </Stack>
        </Columns>
      )}
    </DetailPage>
  )
}

export default AuditShow
