import Box from '@mui/material/Box'
import CircularProgress from '@mui/material/CircularProgress'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { type ReactNode, useState } from 'react'
import { useTranslate } from 'react-admin'
import { CopyText } from '../../display/CopyText.tsx'
import { LoadFailed } from '../../display/LoadFailed.tsx'
import { Section } from '../../display/Section.tsx'
import { isAbout, readPage, toolsLine } from './checklist.ts'
import { FactList } from './FactList.tsx'
import type { Instance } from './row.ts'
import { useFacts } from './useFacts.ts'

const Note = ({ children }: { children: ReactNode }) => (
  <Typography variant="body2" sx={{ color: 'text.secondary' }}>
    {children}
  </Typography>
)

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <Box sx={{ display: 'grid', gap: 1, minWidth: 0 }}>
    <Typography variant="h3">{title}</Typography>
    {children}
  </Box>
)

/** What browsers could not load or show, the newest first, in plain words. */
const Reports = ({ page, known }: { page: URL | undefined; known: ReturnType<typeof useFacts> }) => {
  const translate = useTranslate()
  const reports = known.errors.filter((report) => isAbout(report, page))
  if (reports.length === 0) return <Note>{translate(`lapel.check.${page ? 'no_reports_here' : 'no_reports'}`)}</Note>
  return (
    <Box component="ul" sx={{ display: 'grid', gap: 1.5, listStyle: 'none', m: 0, p: 0, overflowWrap: 'anywhere' }}>
      {reports.slice(0, 5).map(({ id, code, page: where, hits, last_at }) => (
        <li key={id}>
          <Typography variant="body2">{known.explain(code)}</Typography>
          <Note>
            {where ?? translate('lapel.check.unknown_page')} ·{' '}
            {translate('lapel.check.times', { smart_count: hits, when: known.tell(last_at) })}
          </Note>
        </li>
      ))}
    </Box>
  )
}

/** Helps a person whose widget does not show: what the platform knows, and a line that asks the page itself. */
export const CheckInstallation = ({ instance }: { instance: Instance }) => {
  const translate = useTranslate()
  const [typed, setTyped] = useState('')
  const page = readPage(typed)
  const known = useFacts(instance, page)
  const isWrong = typed.trim() !== '' && !page
  return (
    <Section title={translate('lapel.check.title')}>
      <Box sx={{ display: 'grid', gap: 2.5 }}>
        <Note>{translate('lapel.check.help')}</Note>
        <TextField
          label={translate('lapel.check.page')}
          helperText={translate(isWrong ? 'lapel.check.page_wrong' : 'lapel.check.page_help')}
          error={isWrong}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          slotProps={{ htmlInput: { inputMode: 'url', autoComplete: 'url' } }}
          sx={{ maxWidth: '32rem' }}
        />
        {known.isFailed && <LoadFailed onRetry={known.retry} />}
        {known.isPending && <CircularProgress size={24} aria-label={translate('ra.page.loading')} />}
        {!known.isFailed && !known.isPending && (
          <>
            <FactList facts={known.facts} />
            <Part title={translate('lapel.check.reports')}>
              <Reports page={page} known={known} />
            </Part>
          </>
        )}
        <Part title={translate('lapel.check.tools')}>
          <Note>{translate('lapel.check.tools_help')}</Note>
          <CopyText
            label={translate('lapel.check.tools_label')}
            text={toolsLine(window.location.origin, instance.public_id)}
          />
        </Part>
      </Box>
    </Section>
  )
}
