import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Typography from '@mui/material/Typography'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { CopyText } from './CopyText.tsx'
import { drawnHeight } from './drawnHeight.ts'

/** The two lines that put an instance on a page. The console is served beside the SDK, so its own origin is the host. */
function snippetOf(publicId: string, height: number | undefined, host = window.location.origin): string {
  const place = height ? ` style="display:block;min-height:${height}px"` : ''
  return `<script async src="${host}/sdk/w/${publicId}.js"></script>\n<lapel-widget public-id="${publicId}"${place}></lapel-widget>`
}

/** The snippet with the form drawn into it, and the form's height where that can be measured; null where only a script can draw the widget. */
async function readInstant(publicId: string): Promise<{ snippet: string; height: number | undefined } | null> {
  const response = await fetch(`/sdk/w/${publicId}.html`)
  if (!response.ok) return null
  const snippet = await response.text()
  return { snippet, height: await drawnHeight(snippet).catch(() => undefined) }
}

const kinds = ['short', 'instant'] as const

/** What is pasted into a page: two lines or, for a form that can be drawn without a script, the form itself with them. */
export const Snippet = ({ publicId }: { publicId: string }) => {
  const translate = useTranslate()
  const [kind, setKind] = useState<(typeof kinds)[number]>('short')
  const { data: instant, isPending } = useQuery({
    queryKey: ['instant', publicId],
    queryFn: () => readInstant(publicId),
    retry: false,
  })
  const isInstant = kind === 'instant' && !!instant
  const help = isInstant ? 'instant_help' : instant?.height ? 'placed_help' : 'help'
  return (
    <>
      {instant && (
        <ToggleButtonGroup
          exclusive
          size="small"
          value={kind}
          onChange={(_, chosen) => chosen && setKind(chosen)}
          aria-label={translate('lapel.snippet.kind')}
          sx={{ mb: 1.5 }}
        >
          {kinds.map((one) => (
            <ToggleButton key={one} value={one}>
              {translate(`lapel.snippet.${one}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      )}
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1 }}>
        {translate(`lapel.snippet.${help}`)}
      </Typography>
      {!isPending && (
        <CopyText
          label={translate('lapel.snippet.label')}
          text={isInstant ? instant.snippet : snippetOf(publicId, instant?.height)}
        />
      )}
    </>
  )
}
