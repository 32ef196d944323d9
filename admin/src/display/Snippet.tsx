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
import { measurePlace, type Place } from './measurePlace.ts'

/** The two lines that put an instance on a page. The console is served beside the SDK, so its own origin is the host. */
function shortSnippet(publicId: string, height: number | null, host = window.location.origin): string {
  const place = height ? ` style="display:block;min-height:${height}px"` : ''
  return `<script async src="${host}/sdk/w/${publicId}.js"></script>\n<lapel-widget public-id="${publicId}"${place}></lapel-widget>`
}

interface Drawn {
  place: Place
  /** The snippets with the form drawn into them; null where only a script can run the widget. */
  instant: { inlined: string /** For pages that forbid inline styles. */; linked: string } | null
}

async function readText(path: string): Promise<string> {
  const answer = await fetch(path)
  if (!answer.ok) throw new Error(`${answer.status} at ${path}`)
  return answer.text()
}

/** What can be said of a widget before it is on a page; null for one that takes up no place. */
async function readDrawn(publicId: string): Promise<Drawn | null> {
  const path = `/sdk/w/${publicId}.html`
  const drawing = await fetch(`${path}?draw=place`)
  if (!drawing.ok) return null
  const place = measurePlace(await drawing.text())
  if (place.needs) return { place, instant: null }
  const [inlined, linked] = await Promise.all([readText(path), readText(`${path}?styles=linked`)])
  return { place, instant: { inlined, linked } }
}

const kinds = ['short', 'instant'] as const
type Kind = (typeof kinds)[number]

function textOf(publicId: string, kind: Kind, isStrict: boolean, drawn: Drawn | null | undefined): string {
  if (kind === 'instant' && drawn?.instant) return isStrict ? drawn.instant.linked : drawn.instant.inlined
  return shortSnippet(publicId, isStrict ? null : (drawn?.place.height ?? null))
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
  const { data: drawn, isPending } = useQuery({
    queryKey: ['drawn', publicId],
    queryFn: () => readDrawn(publicId),
    retry: false,
  })
  const help = !drawn ? 'help' : kind === 'instant' ? 'instant_help' : 'short_help'
  return (
    <>
      {drawn && (
        <Box sx={{ alignItems: 'center', display: 'flex', flexWrap: 'wrap', gap: 1, mb: 1 }}>
          {drawn.instant && <Kinds kind={kind} onChange={setKind} />}
          <FormControlLabel
            control={<Checkbox size="small" checked={isStrict} onChange={(_, checked) => setStrict(checked)} />}
            label={translate('lapel.snippet.strict')}
            slotProps={{ typography: { variant: 'body2' } }}
          />
        </Box>
      )}
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1 }}>
        {translate(`lapel.snippet.${help}`)}
        {drawn?.place.needs && ` ${translate(`lapel.snippet.needs_script.${drawn.place.needs}`)}`}
      </Typography>
      {!isPending && (
        <CopyText label={translate('lapel.snippet.label')} text={textOf(publicId, kind, isStrict, drawn)} />
      )}
    </>
  )
}
