import Box from '@mui/material/Box'
import Card from '@mui/material/Card'
import Typography from '@mui/material/Typography'
import { useGetIdentity, useTranslate } from 'react-admin'
import type { Access } from '../providers/access.ts'

const steps = ['widget', 'publish', 'paste'] as const

const Step = ({ number, name }: { number: number; name: (typeof steps)[number] }) => {
  const translate = useTranslate()
  return (
    <Box component="li" sx={{ display: 'flex', gap: 1.5 }}>
      <Box
        aria-hidden
        sx={{
          alignItems: 'center',
          border: 1,
          borderColor: 'divider',
          borderRadius: '50%',
          display: 'flex',
          flexShrink: 0,
          fontSize: '0.75rem',
          fontWeight: 600,
          height: 26,
          justifyContent: 'center',
          width: 26,
        }}
      >
        {number}
      </Box>
      <div>
        <Typography variant="h3" component="p">
          {translate(`lapel.home.step_${name}`)}
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {translate(`lapel.home.step_${name}_text`)}
        </Typography>
      </div>
    </Box>
  )
}

/** Greets a workspace that has published nothing yet, and says what comes next. */
export const Welcome = ({ access }: { access: Access }) => {
  const translate = useTranslate()
  const { identity } = useGetIdentity()
  return (
    <Card component="section" sx={{ p: { xs: 2.5, sm: 4 } }}>
      <Typography variant="h1" component="h2">
        {translate('lapel.home.welcome', { name: identity?.fullName ?? '' })}
      </Typography>
      <Typography variant="body1" sx={{ color: 'text.secondary', mb: 3, mt: 0.5 }}>
        {translate('lapel.home.welcome_text', { workspace: access.workspaces[0]?.name ?? '' })}
      </Typography>
      <Box
        component="ol"
        sx={{ display: 'grid', gap: 3, gridTemplateColumns: { md: 'repeat(3, 1fr)' }, listStyle: 'none', m: 0, p: 0 }}
      >
        {steps.map((name, index) => (
          <Step key={name} number={index + 1} name={name} />
        ))}
      </Box>
    </Card>
  )
}
