import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import { useTranslate } from 'react-admin'
import { Code } from '../../../display/CodeField.tsx'
import { Section } from '../../../display/Section.tsx'
import { Loaded } from '../../room/Loaded.tsx'
import { type Column, Rows } from '../../room/Rows.tsx'
import { useAnswer } from '../../room/useAnswer.ts'
import type { Deviation } from '../rows.ts'

/** What `lapel tenants verify` finds. */
export const Deviations = () => {
  const translate = useTranslate()
  const query = useAnswer<Deviation[]>('schema_deviations')
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
    <Section title={title} flush>
      <Loaded query={query}>
        {(deviations) =>
          deviations.length === 0 ? (
            <Box sx={{ px: 2, pb: 2 }}>
              <Alert severity="success" variant="outlined">
                {words('no_deviation')}
              </Alert>
            </Box>
          ) : (
            <Rows
              label={title}
              rows={deviations}
              keyOf={({ schema_name, object, problem }) => `${schema_name} ${object} ${problem}`}
              columns={columns}
            />
          )
        }
      </Loaded>
    </Section>
  )
}
