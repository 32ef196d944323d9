import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useDataProvider, useNotify, useTranslate } from 'react-admin'
import { Section } from '../../display/Section.tsx'
import { Time } from '../../display/Time.tsx'
import type { ConsoleDataProvider } from '../../providers/dataProvider.ts'
import { saveCsv } from '../../providers/exporter.ts'
import { useFigures } from '../room/figures.ts'
import { Loaded } from '../room/Loaded.tsx'
import type { Export, ExportKind } from './rows.ts'

const askAgainMs = 5000

/** Own exports; while one is waiting the list keeps asking. */
function useMyExports(kind: ExportKind) {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  return useQuery({
    queryKey: ['my_exports', kind],
    queryFn: async () => (await dataProvider.call<Export[]>('my_exports', {})).filter((made) => made.kind === kind),
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === 'pending') ? askAgainMs : false),
  })
}

const Download = ({ made }: { made: Export }) => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const translate = useTranslate()
  const notify = useNotify()
  const [busy, setBusy] = useState(false)
  const download = async () => {
    setBusy(true)
    try {
      const contents: string[] = []
      for (let part = 0; part < made.parts; part += 1) {
        contents.push(await dataProvider.call<string>('export_part', { request_id: made.id, part }))
      }
      saveCsv(contents.join(''), made.kind)
    } catch {
      notify('lapel.error.failed', { type: 'error' })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button size="small" variant="outlined" onClick={download} disabled={busy}>
      {translate('lapel.exports.download')}
    </Button>
  )
}

const State = ({ made }: { made: Export }) => {
  const translate = useTranslate()
  const { number } = useFigures()
  if (made.status === 'pending') return translate('lapel.exports.waiting')
  if (made.status === 'failed') return translate('lapel.exports.failed', { error: made.error ?? '' })
  return translate('lapel.exports.done', { smart_count: made.rows, rows: number(made.rows) })
}

/** Large exports that were asked for: how far they are, and their files. */
export const MyExports = ({ kind }: { kind: ExportKind }) => {
  const translate = useTranslate()
  const query = useMyExports(kind)
  return (
    <Section title={translate('lapel.exports.title')} flush>
      <Loaded query={query} empty="lapel.exports.none">
        {(all) => (
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, pb: 1 }}>
            {all.map((made) => (
              <Box
                component="li"
                key={made.id}
                sx={{ alignItems: 'center', display: 'flex', gap: 1, justifyContent: 'space-between', px: 2, py: 0.75 }}
              >
                <Box aria-live="polite">
                  <Typography variant="body2">
                    <State made={made} />
                  </Typography>
                  <Typography variant="caption" sx={{ color: 'text.secondary' }}>
                    <Time value={made.created_at} />
                  </Typography>
                </Box>
                {made.status === 'done' && <Download made={made} />}
              </Box>
            ))}
          </Box>
        )}
      </Loaded>
    </Section>
  )
}
