import Typography from '@mui/material/Typography'
import { useTranslate } from 'react-admin'
import { CopyText } from './CopyText.tsx'

/** The two lines that put an instance on a page. The console is served beside the SDK, so its own origin is the host. */
const snippetOf = (publicId: string, host = window.location.origin) =>
  `<script async src="${host}/sdk/w/${publicId}.js"></script>\n<lapel-widget public-id="${publicId}"></lapel-widget>`

export const Snippet = ({ publicId }: { publicId: string }) => {
  const translate = useTranslate()
  return (
    <>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1 }}>
        {translate('lapel.snippet.help')}
      </Typography>
      <CopyText label={translate('lapel.snippet.label')} text={snippetOf(publicId)} />
    </>
  )
}
