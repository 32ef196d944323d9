import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Typography from '@mui/material/Typography'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { CopyText } from './CopyText.tsx'

/** The two lines that put an instance on a page. The console is served beside the SDK, so its own origin is the host. */
const snippetOf = (publicId: string, host = window.location.origin) =>
  `<script async src="${host}/sdk/w/${publicId}.js"></script>\n<lapel-widget public-id="${publicId}"></lapel-widget>`

/** The snippet with the form drawn into it; null where only a script can draw the widget. */
async function readInstant(publicId: string): Promise<string | null> {
  const response = await fetch(`/sdk/w/${publicId}.html`)
  return response.ok ? response.text() : null
}

const kinds = ['short', 'instant'] as const

/** What is pasted into a page: two lines or, for a form that can be drawn without a script, the form itself with them. */
export const Snippet = ({ publicId }: { publicId: string }) => {
  const translate = useTranslate()
  const [kind, setKind] = useState<(typeof kinds)[number]>('short')
  const { data: instant } = useQuery({ queryKey: ['instant', publicId], queryFn: () => readInstant(publicId) })
  const isInstant = kind === 'instant' && !!instant
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
        {translate(isInstant ? 'lapel.snippet.instant_help' : 'lapel.snippet.help')}
      </Typography>
      <CopyText label={translate('lapel.snippet.label')} text={isInstant ? instant : snippetOf(publicId)} />
    </>
  )
}
