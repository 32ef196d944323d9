import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useDataProvider, useNotify, useTranslate } from 'react-admin'
import { Code } from '../../../display/CodeField.tsx'
import { Section } from '../../../display/Section.tsx'
import { Time } from '../../../display/Time.tsx'
import type { ConsoleDataProvider } from '../../../providers/dataProvider.ts'
import { Loaded } from '../../room/Loaded.tsx'
import { type Column, Rows } from '../../room/Rows.tsx'
import { StaffButton } from '../../room/StaffButton.tsx'
import { useAnswer } from '../../room/useAnswer.ts'
import type { Deviation, SchemaCheck } from '../rows.ts'

const LookNow = () => {
  const translate = useTranslate()
  const notify = useNotify()
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const queryClient = useQueryClient()
  const look = useMutation({
    mutationFn: () => dataProvider.call('check_tenant_schemas', {}),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['schema_deviations'] }),
    onError: () => notify('lapel.error.failed', { type: 'error' }),
  })
  return (
    <StaffButton
      atLeast="support"
      onClick={() => look.mutate()}
      refused={look.isPending && translate('lapel.operations.database.looking')}
    >
      {translate('lapel.operations.database.look')}
    </StaffButton>
  )
}

/** What `lapel tenants verify` found when somebody, or the job, last looked. */
export const Deviations = () => {
  const translate = useTranslate()
  const query = useAnswer<SchemaCheck>('schema_deviations')
  const words = (key: string) => translate(`lapel.operations.database.${key}`)
  const title = words('deviations')
  const columns: Column<Deviation>[] = [
    { label: words('schema'), cell: ({ schema_name }) => <Code>{schema_name}</Code> },
    { label: words('tenant'), cell: ({ organization }) => organization },
    { label: words('object'), cell: ({ object }) => <Code>{object}</Code> },
    { label: words('problem'), cell: ({ problem }) => problem },
    { label: words('repair'), cell: ({ repairable }) => words(repairable ? 'by_refresh' : 'by_person') },
  ]
  return (
    <Section title={title} action={<LookNow />} flush>
      <Loaded query={query}>
        {({ checked_at, total, deviations }) => (
          <>
            <Typography variant="body2" sx={{ color: 'text.secondary', px: 2, pb: 1 }}>
              {words(checked_at ? 'looked' : 'not_looked')} {checked_at && <Time value={checked_at} />}
            </Typography>
            {checked_at && deviations.length === 0 && (
              <Box sx={{ px: 2, pb: 2 }}>
                <Alert severity="success" variant="outlined">
                  {words('no_deviation')}
                </Alert>
              </Box>
            )}
            {deviations.length < total && (
              <Typography variant="body2" sx={{ px: 2, pb: 1 }}>
                {translate('lapel.operations.database.deviations_shown', { shown: deviations.length, total })}
              </Typography>
            )}
            {deviations.length > 0 && (
              <Rows
                label={title}
                rows={deviations}
                keyOf={({ schema_name, object, problem }) => `${schema_name} ${object} ${problem}`}
                columns={columns}
              />
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}
