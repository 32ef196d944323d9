import Box from '@mui/material/Box'
import Tab from '@mui/material/Tab'
import MuiTabs from '@mui/material/Tabs'
import { type ComponentType, lazy, Suspense } from 'react'
import { useCreatePath, useTranslate } from 'react-admin'
import { Link, Navigate, useParams } from 'react-router-dom'
import { Loading } from './Loading.tsx'
import { useTenant } from './useTenant.ts'

/** What a tenant's page shows, a tab each; its name is the end of the address. */
const sections: Readonly<Record<string, ComponentType>> = {
  overview: lazy(() => import('./sections/Overview.tsx')),
  workspaces: lazy(() => import('./sections/Workspaces.tsx')),
  members: lazy(() => import('./sections/Members.tsx')),
  overrides: lazy(() => import('./sections/Overrides.tsx')),
  flags: lazy(() => import('./sections/Flags.tsx')),
  usage: lazy(() => import('./sections/Usage.tsx')),
  submissions: lazy(() => import('./sections/Submissions.tsx')),
  widgets: lazy(() => import('./sections/Widgets.tsx')),
  webhooks: lazy(() => import('./sections/Webhooks.tsx')),
  integrations: lazy(() => import('./sections/Integrations.tsx')),
  audit: lazy(() => import('./sections/Audit.tsx')),
  notes: lazy(() => import('./sections/Notes.tsx')),
}

const names = Object.keys(sections)

export const Tabs = () => {
  const translate = useTranslate()
  const createPath = useCreatePath()
  const { id } = useTenant()
  const page = createPath({ resource: 'organizations', type: 'show', id })
  const name = useParams()['*'] || 'overview'
  const Content = sections[name]
  if (!Content) return <Navigate to={page} replace />
  return (
    <>
      <MuiTabs
        value={name}
        variant="scrollable"
        scrollButtons="auto"
        allowScrollButtonsMobile
        aria-label={translate('lapel.tenant.sections')}
        sx={{
          borderBottom: 1,
          borderColor: 'divider',
          minHeight: 40,
          '& .MuiTab-root': { minHeight: 40, minWidth: 0, px: 1.5 },
        }}
      >
        {names.map((section) => (
          <Tab
            key={section}
            component={Link}
            to={section === 'overview' ? page : `${page}/${section}`}
            value={section}
            id={`tab-${section}`}
            aria-controls={section === name ? 'tenant-section' : undefined}
            label={translate(`lapel.tenant.tab.${section}`)}
          />
        ))}
      </MuiTabs>
      <Box
        role="tabpanel"
        id="tenant-section"
        aria-labelledby={`tab-${name}`}
        sx={{ display: 'grid', gap: 2, minWidth: 0 }}
      >
        <Suspense fallback={<Loading />}>
          <Content />
        </Suspense>
      </Box>
    </>
  )
}
