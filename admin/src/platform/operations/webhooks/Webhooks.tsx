import Box from '@mui/material/Box'
import Chip, { type ChipProps } from '@mui/material/Chip'
import Link from '@mui/material/Link'
import { useState } from 'react'
import { useCreatePath, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import { Code } from '../../../display/CodeField.tsx'
import { Section } from '../../../display/Section.tsx'
import { Time } from '../../../display/Time.tsx'
import { ChoiceFilter, Filters, ReferenceFilter } from '../../room/Filters.tsx'
import { Loaded } from '../../room/Loaded.tsx'
import { Pages } from '../../room/Pages.tsx'
import { type Column, Rows } from '../../room/Rows.tsx'
import { StaffButton } from '../../room/StaffButton.tsx'
import { useAddress } from '../../room/useAddress.ts'
import { useAnswer } from '../../room/useAnswer.ts'
import type { Delivery } from '../rows.ts'
import { ReplayDialog } from './ReplayDialog.tsx'

const states = ['all', 'failed', 'pending', 'sending', 'delivered']
const colours: Readonly<Record<Delivery['status'], ChipProps['color']>> = {
  failed: 'error',
  pending: 'warning',
  sending: 'info',
  delivered: 'success',
}
/** The database answers one row more than this when another page follows. */
const perPage = 50

/** Why a delivery cannot be sent again now, as a translation key, or false. */
const refusalToReplay = ({ status, endpoint_status }: Delivery) =>
  endpoint_status === 'disabled'
    ? 'lapel.operations.webhooks.endpoint_off'
    : (status === 'pending' || status === 'sending') && 'lapel.operations.webhooks.on_its_way'

const Answer = ({ delivery: { response_status, response_excerpt, error } }: { delivery: Delivery }) => {
  const said = [response_status, error, response_excerpt].filter(Boolean).join(' · ')
  return said ? <Code>{said}</Code> : '–'
}

const State = ({ delivery: { status, attempt, next_attempt_at } }: { delivery: Delivery }) => {
  const translate = useTranslate()
  return (
    <>
      <Chip
        label={translate(`lapel.operations.webhooks.${status}`)}
        color={colours[status] ?? 'default'}
        variant="outlined"
      />
      <Box sx={{ color: 'text.secondary', mt: 0.5 }}>
        {translate('lapel.operations.webhooks.attempts', { smart_count: attempt })}
        {next_attempt_at && (
          <>
            {`; ${translate('lapel.operations.webhooks.next')} `}
            <Time value={next_attempt_at} />
          </>
        )}
      </Box>
    </>
  )
}

function useDeliveryColumns(onReplay: (delivery: Delivery) => void): Column<Delivery>[] {
  const translate = useTranslate()
  const createPath = useCreatePath()
  const words = (key: string) => translate(`lapel.operations.webhooks.${key}`)
  return [
    {
      label: words('event'),
      cell: ({ event_type, created_at }) => (
        <>
          <Code>{event_type}</Code>
          <Box sx={{ color: 'text.secondary', fontWeight: 400 }}>
            <Time value={created_at} />
          </Box>
        </>
      ),
    },
    { label: words('status'), cell: (delivery) => <State delivery={delivery} /> },
    {
      label: words('tenant'),
      cell: ({ organization_id, organization }) => (
        <Link
          component={RouterLink}
          to={createPath({ resource: 'organizations', type: 'show', id: organization_id })}
          color="inherit"
        >
          {organization}
        </Link>
      ),
    },
    {
      label: words('endpoint'),
      cell: ({ url, endpoint_status }) => (
        <Box
          sx={{ overflowWrap: 'anywhere' }}
        >{`${url}${endpoint_status === 'disabled' ? ` (${words('off')})` : ''}`}</Box>
      ),
    },
    { label: words('answer'), cell: (delivery) => <Answer delivery={delivery} /> },
    {
      label: words('act'),
      cell: (delivery) => {
        const refused = refusalToReplay(delivery)
        return (
          <StaffButton
            atLeast="support"
            refused={refused && translate(refused)}
            onClick={() => onReplay(delivery)}
            aria-label={translate('lapel.operations.webhooks.replay_named', {
              event: delivery.event_type,
              message: delivery.message_id,
            })}
          >
            {translate('lapel.act.replay.confirm')}
          </StaffButton>
        )
      },
    },
  ]
}

/** Webhook deliveries of all tenants: first those that fail. */
export const Webhooks = () => {
  const translate = useTranslate()
  const [{ state = '', organization_id: tenant, before }] = useAddress()
  const [chosen, setChosen] = useState<readonly Delivery[]>([])
  const query = useAnswer<Delivery[]>('webhook_log', {
    state: state || 'failing',
    of_organization: tenant ?? null,
    before: before ?? null,
  })
  const columns = useDeliveryColumns((delivery) => setChosen([delivery]))
  const shown = (query.data ?? []).slice(0, perPage)
  const replayable = shown.filter((delivery) => delivery.status === 'failed' && !refusalToReplay(delivery))
  const title = translate(state ? 'lapel.operations.webhooks.deliveries' : 'lapel.operations.webhooks.failing')
  const next = query.data && query.data.length > perPage ? query.data[perPage - 1]?.created_at : undefined
  return (
    <>
      <Filters place="webhooks" names={['state', 'organization_id']}>
        <ReferenceFilter
          name="organization_id"
          label={translate('lapel.operations.webhooks.tenant')}
          reference="organizations"
        />
        <ChoiceFilter
          name="state"
          label={translate('lapel.operations.webhooks.status')}
          choices={states.map((id) => ({ id, name: translate(`lapel.operations.webhooks.${id}`) }))}
        />
      </Filters>
      <Section
        title={title}
        flush
        action={
          replayable.length > 1 && (
            <StaffButton atLeast="support" onClick={() => setChosen(replayable)}>
              {translate('lapel.operations.webhooks.replay_all', { smart_count: replayable.length })}
            </StaffButton>
          )
        }
      >
        <Loaded
          query={query}
          empty={state ? 'lapel.operations.webhooks.none' : 'lapel.operations.webhooks.none_failing'}
        >
          {() => <Rows label={title} rows={shown} keyOf={({ id }) => id} columns={columns} />}
        </Loaded>
        <Pages next={next} />
      </Section>
      {chosen.length > 0 && <ReplayDialog deliveries={chosen} onClose={() => setChosen([])} />}
    </>
  )
}
