import Button from '@mui/material/Button'
import { useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { authRefusalOf } from '../auth/authRefusal.ts'
import type { Auth } from '../providers/secondFactor.ts'
import { useStepUp } from '../stepUp/useStepUp.ts'
import { AddFactorDialog } from './AddFactorDialog.tsx'
import { type Enrolment, enrol } from './enrolment.ts'

interface AddFactorProps {
  /** Names that are in use. */
  taken: readonly string[]
  auth: Auth
  onChange: () => Promise<unknown>
}

/** A name that no other app of the account has: the auth server takes none twice. */
function freeName(name: string, taken: readonly string[]): string {
  let number = taken.length + 1
  while (taken.includes(`${name} ${number}`)) number += 1
  return `${name} ${number}`
}

/** Adds an authenticator app to the account. */
export const AddFactor = ({ taken, auth, onChange }: AddFactorProps) => {
  const translate = useTranslate()
  const notify = useNotify()
  const stepUp = useStepUp()
  const [enrolment, setEnrolment] = useState<Enrolment>()
  const [busy, setBusy] = useState(false)

  const begin = async () => {
    if (!(await stepUp())) return
    setBusy(true)
    try {
      setEnrolment(await enrol(auth, freeName(translate('lapel.account.factors.app'), taken)))
    } catch (error) {
      notify(authRefusalOf(error), { type: 'error' })
    } finally {
      setBusy(false)
    }
  }
  const close = () => setEnrolment(undefined)
  const added = async () => {
    close()
    notify('lapel.account.factors.added', { type: 'success' })
    await onChange()
  }

  return (
    <>
      <Button variant="outlined" loading={busy} onClick={begin} sx={{ mt: 1.5 }}>
        {translate('lapel.account.factors.add')}
      </Button>
      {enrolment && <AddFactorDialog enrolment={enrolment} auth={auth} onAdded={added} onClose={close} />}
    </>
  )
}
