import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Typography from '@mui/material/Typography'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { CopyText } from './CopyText.tsx'
import { drawnHeight } from './drawnHeight.ts'

/** The two lines that put an instance on a page. The console is served beside the SDK, so its own origin is the host. */
function shortSnippet(publicId: string, height: number | null, host = window.location.origin): string {
  const place = height ? ` style="display:block;min-height:${height}px"` : ''
  return `<script async src="${host}/sdk/w/${publicId}.js"></script>\n<lapel-widget public-id="${publicId}"${place}></lapel-widget>`
}

interface Instant {
  inlined: string
  /** For pages that forbid inline styles. */
  linked: string
  /** Null where it cannot be measured. */
  height: number | null
}

/** The snippets with the form drawn into them, and its height; null where only a script can draw the widget. */
async function readInstant(publicId: string): Promise<Instant | null> {
  const path = `/sdk/w/${publicId}.html`
  const [one, other] = await Promise.all([fetch(path), fetch(`${path}?styles=linked`)])
  if (!one.ok || !other.ok) return null
  const [inlined, linked] = await Promise.all([one.text(), other.text()])
  return { inlined, linked, height: await drawnHeight(linked).catch(() => null) }
}

const kinds = ['short', 'instant'] as const
type Kind = (typeof kinds)[number]

function textOf(publicId: string, kind: Kind, isStrict: boolean, instant: Instant | null | undefined): string {
  if (kind === 'instant' && instant) return isStrict ? instant.linked : instant.inlined
  return shortSnippet(publicId, isStrict ? null : (instant?.height ?? null))
}

const Kinds = ({ kind, onChange }: { kind: Kind; onChange: (kind: Kind) => void }) => {
  const translate = useTranslate()
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={kind}
      onChange={(_, chosen) => chosen && onChange(chosen)}
      aria-label={translate('lapel.snippet.kind')}
    >
      {kinds.map((one) => (
        <ToggleButton key={one} value={one}>
          {translate(`lapel.snippet.${one}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}

/** What is pasted into a page: two lines or, for a form that can be drawn without a script, the form itself with them. */
export const Snippet = ({ publicId }: { publicId: string }) => {
  const translate = useTranslate()
  const [kind, setKind] = useState<Kind>('short')
  const [isStrict, setStrict] = useState(false)
  const { data: instant, isPending } = useQuery({
    queryKey: ['instant', publicId],
    queryFn: () => readInstant(publicId),
    retry: false,
  })
  const help = !instant ? 'help' : kind === 'instant' ? 'instant_help' : 'short_help'
  return (
    <>
      {instant && (
        <Box sx={{ alignItems: 'center', display: 'flex', flexWrap: 'wrap', gap: 1, mb: 1 }}>
          <Kinds kind={kind} onChange={setKind} />
          <FormControlLabel
            control={<Checkbox size="small" checked={isStrict} onChange={(_, checked) => setStrict(checked)} />}
            label={translate('lapel.snippet.strict')}
            slotProps={{ typography: { variant: 'body2' } }}
          />
        </Box>
      )}
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1 }}>
        {translate(`lapel.snippet.${help}`)}
      </Typography>
      {!isPending && (
        <CopyText label={translate('lapel.snippet.label')} text={textOf(publicId, kind, isStrict, instant)} />
      )}
    </>
  )
}
