import Alert from '@mui/material/Alert'
import { BooleanField, DataTable, useLocale, useTranslate } from 'react-admin'
import { Code, CodeField } from '../../display/CodeField.tsx'
import { DefinitionList } from '../../display/DefinitionList.tsx'
import { Section } from '../../display/Section.tsx'
import { TranslatedField } from '../../display/TranslatedField.tsx'
import { Columns, Stack } from '../../list/Columns.tsx'
import { DetailPage } from '../../list/DetailPage.tsx'
import { RelatedRows } from '../../list/RelatedRows.tsx'
import { useAccess } from '../../providers/access.ts'
import type { PlanFeature } from '../planFeatures/row.ts'
import { ChangeLimitButton } from '../planLimits/ChangeLimitButton.tsx'
import { LimitSummary } from '../planLimits/LimitSummary.tsx'
import type { PlanLimit } from '../planLimits/row.ts'
import { PriceField } from './PriceField.tsx'
import type { Plan } from './row.ts'

const Limits = () => {
  const translate = useTranslate()
  return (
    <RelatedRows<PlanLimit>
      title={translate('lapel.plan.limits')}
      resource="plan_limits"
      target="plan_id"
      sort={{ field: 'limit_type', order: 'ASC' }}
      card={{
        primary: () => <TranslatedField source="limit_type" />,
        secondary: () => <LimitSummary />,
        tertiary: () => <ChangeLimitButton />,
      }}
    >
      <DataTable.Col source="limit_type" disableSort>
        <TranslatedField source="limit_type" />
      </DataTable.Col>
      <DataTable.NumberCol source="limit_value" disableSort />
      <DataTable.Col source="enforcement" disableSort>
        <TranslatedField source="enforcement" />
      </DataTable.Col>
      <DataTable.NumberCol source="grace_amount" disableSort />
      <DataTable.Col label="" align="right">
        <ChangeLimitButton />
      </DataTable.Col>
    </RelatedRows>
  )
}

const Features = () => {
  const translate = useTranslate()
  return (
    <RelatedRows<PlanFeature>
      title={translate('lapel.plan.features')}
      resource="plan_features"
      target="plan_id"
      sort={{ field: 'feature_key', order: 'ASC' }}
      card={{ primary: () => <CodeField source="feature_key" />, tertiary: () => <BooleanField source="enabled" /> }}
    >
      <DataTable.Col source="feature_key" disableSort>
        <CodeField source="feature_key" />
      </DataTable.Col>
      <DataTable.Col source="enabled" disableSort field={BooleanField} />
      <DataTable.NumberCol source="limit_value" disableSort />
    </RelatedRows>
  )
}

const WhyNot = () => {
  const access = useAccess()
  const translate = useTranslate()
  if (!access?.staff_role || access.staff_role === 'admin') return null
  return (
    <Alert severity="info" variant="outlined">
      {translate('lapel.limit.not_admin', { role: translate(`lapel.staff_role.${access.staff_role}`) })}
    </Alert>
  )
}

const PlanShow = () => {
  const translate = useTranslate()
  const locale = useLocale()
  const label = (field: string) => translate(`resources.plans.fields.${field}`)
  return (
    <DetailPage<Plan> title={({ name }) => name}>
      {(plan) => (
        <>
          <WhyNot />
          <Columns>
            <Limits />
            <Stack>
              <Section title={translate('resources.plans.name', { smart_count: 1 })}>
                <DefinitionList
                  items={[
                    { term: label('price'), value: <PriceField /> },
                    { term: label('organizations'), value: plan.organizations.toLocaleString(locale) },
                    { term: label('plan_id'), value: <Code>{plan.plan_id}</Code> },
                  ]}
                />
              </Section>
              <Features />
            </Stack>
          </Columns>
        </>
      )}
    </DetailPage>
  )
}

export default PlanShow
