import type { Field } from '@lapel/contract/fieldRules'
import Alert from '@mui/material/Alert'
import { ReferenceField, useLocale, useTranslate } from 'react-admin'
import { Code } from '../../display/CodeField.tsx'
import { type Definition, DefinitionList } from '../../display/DefinitionList.tsx'
import { Section } from '../../display/Section.tsx'
import { Status } from '../../display/StatusChip.tsx'
import { momentOf, Time } from '../../display/Time.tsx'
import { Columns, Stack } from '../../list/Columns.tsx'
import { DetailPage } from '../../list/DetailPage.tsx'
import { useIsStaff } from '../../providers/access.ts'
import { answerText } from './answers.ts'
import { Files } from './Files.tsx'
import { JudgeButton } from './JudgeButton.tsx'
import type { Submission } from './row.ts'
import { SpamReasons } from './SpamReasons.tsx'
import { useFields } from './useFields.ts'

const Answers = ({ submission: { payload }, fields }: { submission: Submission; fields: readonly Field[] }) => {
  const translate = useTranslate()
  // The revision that the visitor saw names the fields; without it their keys do.
  const byKey = new Map(fields.map((field) => [field.key, field]))
  const keys = [...new Set([...byKey.keys(), ...Object.keys(payload)])].filter((key) => byKey.get(key)?.type !== 'file')
  const yesNo = { yes: translate('ra.boolean.true'), no: translate('ra.boolean.false') }
  return (
    <Section title={translate('lapel.submission.answers')}>
      <DefinitionList
        items={keys.map((key) => ({
          term: byKey.get(key)?.label ?? key,
          value: answerText(payload[key], { ...yesNo, options: byKey.get(key)?.options }) || (
            <em>{translate('lapel.submission.empty_answer')}</em>
          ),
        }))}
      />
    </Section>
  )
}

const WhatCame = ({ submission }: { submission: Submission }) => {
  const fields = useFields(submission)
  return (
    <>
      <Answers submission={submission} fields={fields} />
      <Files submission={submission} fields={fields} />
    </>
  )
}

const Origin = ({ submission: { meta, ip, ua } }: { submission: Submission }) => {
  const translate = useTranslate()
  const reported: Definition[] = Object.entries(meta).map(([key, value]) => ({
    term: translate(`resources.widget_submissions.meta.${key}`, { _: key }),
    value: answerText(value),
  }))
  const seen: Definition[] = [
    ...(ua ? [{ term: translate('resources.widget_submissions.fields.ua'), value: ua }] : []),
    ...(ip ? [{ term: translate('resources.widget_submissions.fields.ip'), value: <Code>{ip}</Code> }] : []),
  ]
  const items = [...reported, ...seen]
  return (
    <Section title={translate('lapel.submission.origin')}>
      {items.length > 0 ? <DefinitionList items={items} /> : translate('lapel.submission.no_meta')}
    </Section>
  )
}

const Record = ({ submission }: { submission: Submission }) => {
  const translate = useTranslate()
  const isStaff = useIsStaff()
  const label = (field: string) => translate(`resources.widget_submissions.fields.${field}`)
  const organization: Definition = {
    term: label('organization_id'),
    value: <ReferenceField source="organization_id" reference="organizations" link="show" />,
  }
  return (
    <Section title={translate('lapel.submission.record')} action={<JudgeButton submission={submission} />}>
      <DefinitionList
        items={[
          { term: label('status'), value: <Status value={submission.status} /> },
          ...(submission.spam_reasons.length > 0
            ? [{ term: label('spam_reasons'), value: <SpamReasons reasons={submission.spam_reasons} /> }]
            : []),
          { term: label('ts'), value: <Time value={submission.ts} /> },
          ...(isStaff ? [organization] : []),
          {
            term: label('workspace_id'),
            value: <ReferenceField source="workspace_id" reference="workspaces" link={isStaff && 'show'} />,
          },
          { term: label('widget_id'), value: <ReferenceField source="widget_id" reference="widgets" link="show" /> },
          {
            term: label('widget_instance_id'),
            value: <ReferenceField source="widget_instance_id" reference="widget_instances" link="show" />,
          },
          { term: label('revision'), value: submission.revision },
          { term: label('id'), value: <Code>{submission.id}</Code> },
          ...(submission.client_submission_id
            ? [{ term: label('client_submission_id'), value: <Code>{submission.client_submission_id}</Code> }]
            : []),
        ]}
      />
    </Section>
  )
}

const SubmissionShow = () => {
  const translate = useTranslate()
  const locale = useLocale()
  const title = ({ ts }: Submission) =>
    `${translate('resources.widget_submissions.name', { smart_count: 1 })}, ${momentOf(ts).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })}`
  return (
    <DetailPage<Submission> title={title}>
      {(submission) => (
        <Columns>
          <Stack>
            {submission.status === 'partial' && (
              <Alert severity="info" variant="outlined">
                {translate('lapel.submission.partial')}
              </Alert>
            )}
            <WhatCame submission={submission} />
            <Origin submission={submission} />
          </Stack>
          <Record submission={submission} />
        </Columns>
      )}
    </DetailPage>
  )
}

export default SubmissionShow
