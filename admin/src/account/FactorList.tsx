import Button from '@mui/material/Button'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemText from '@mui/material/ListItemText'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { Confirm, useNotify, useTranslate } from 'react-admin'
import { authRefusalOf } from '../auth/authRefusal.ts'
import { Time } from '../display/Time.tsx'
import type { Auth } from '../providers/secondFactor.ts'
import { useStepUp } from '../stepUp/useStepUp.ts'
import { type EnrolledFactor, unenrol } from './enrolment.ts'

interface FactorListProps {
  factors: readonly EnrolledFactor[]
  auth: Auth
  onChange: () => Promise<unknown>
}

/** The apps of an account, and how to take one away. */
export const FactorList = ({ factors, auth, onChange }: FactorListProps) => {
  const translate = useTranslate()
  const notify = useNotify()
  const stepUp = useStepUp()
  const [leaving, setLeaving] = useState<EnrolledFactor>()

  const remove = async ({ id }: EnrolledFactor) => {
    setLeaving(undefined)
    if (!(await stepUp())) return
    try {
      await unenrol(auth, id)
      notify('lapel.account.factors.removed', { type: 'success' })
    } catch (error) {
      notify(authRefusalOf(error), { type: 'error' })
    }
    await onChange()
  }

  return (
    <>
      <Typography variant="body2" sx={{ color: 'text.secondary', maxWidth: '44rem' }}>
        {translate(`lapel.account.factors.${factors.length > 0 ? 'on' : 'off'}`)}
      </Typography>
      {factors.length > 0 && (
        <List dense>
          {factors.map((factor) => (
            <ListItem key={factor.id} disableGutters divider sx={{ gap: 1 }}>
              <ListItemText
                primary={factor.name}
                secondary={
                  <>
                    {translate('lapel.account.factors.since')} <Time value={factor.since} />
                  </>
                }
                slotProps={{ primary: { sx: { overflowWrap: 'anywhere' } } }}
              />
              <Button
                color="error"
                size="small"
                aria-label={translate('lapel.account.factors.remove_named', { name: factor.name })}
                onClick={() => setLeaving(factor)}
              >
                {translate('ra.action.remove')}
              </Button>
            </ListItem>
          ))}
        </List>
      )}
      <Confirm
        isOpen={leaving !== undefined}
        title={translate('lapel.account.factors.remove_title', { name: leaving?.name ?? '' })}
        content="lapel.account.factors.remove_text"
        confirm="ra.action.remove"
        confirmColor="warning"
        onConfirm={() => leaving && remove(leaving)}
        onClose={() => setLeaving(undefined)}
      />
    </>
  )
}
