import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Card from '@mui/material/Card'
import MenuItem from '@mui/material/MenuItem'
import Paper from '@mui/material/Paper'
import type { Theme } from '@mui/material/styles'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import useMediaQuery from '@mui/material/useMediaQuery'
import { useState } from 'react'
import { Title, useTranslate } from 'react-admin'
import { LoadFailed } from '../../../display/LoadFailed.tsx'
import { useAccess } from '../../../providers/access.ts'
import { StaffButton } from '../../room/StaffButton.tsx'
import { Loading } from '../../tenant/Loading.tsx'
import type { Plan } from '../row.ts'
import { isValid } from './cells.ts'
import { MatrixTable } from './MatrixTable.tsx'
import { NewPlanDialog } from './NewPlanDialog.tsx'
import { ReviewDialog } from './ReviewDialog.tsx'
import { useKeepsUnsaved } from './useKeepsUnsaved.ts'
import { type PlanDraft, usePlanDraft } from './usePlanDraft.ts'

/** On a narrow screen the plans are shown one at a time. */
const OnePlan = ({
  plans,
  chosen,
  onChoose,
}: {
  plans: readonly Plan[]
  chosen: string
  onChoose: (id: string) => void
}) => (
  <TextField
    select
    label={useTranslate()('resources.plans.name', { smart_count: 1 })}
    value={chosen}
    onChange={({ target }) => onChoose(target.value)}
  >
    {plans.map(({ plan_id, name }) => (
      <MenuItem key={plan_id} value={plan_id}>
        {name}
      </MenuItem>
    ))}
  </TextField>
)

const ChangesBar = ({ draft, onReview }: { draft: PlanDraft; onReview: () => void }) => {
  const translate = useTranslate()
  const { changes, discard } = draft
  if (changes.length === 0) return null
  return (
    <Paper
      component="section"
      aria-label={translate('lapel.audit.changes')}
      elevation={4}
      sx={{
        alignItems: 'center',
        border: 1,
        borderColor: 'divider',
        bottom: 12,
        display: 'flex',
        flexWrap: 'wrap',
        gap: 1,
        p: 1.5,
        position: 'sticky',
        zIndex: 2,
      }}
    >
      <Typography variant="body2" role="status" sx={{ mr: 'auto' }}>
        {translate('lapel.matrix.changes', { smart_count: changes.length })}
      </Typography>
      <Button onClick={discard}>{translate('lapel.matrix.discard')}</Button>
      <Button variant="contained" onClick={onReview} disabled={!changes.every(isValid)}>
        {translate('lapel.matrix.review')}
      </Button>
    </Paper>
  )
}

/** All plans beside each other, changed together and saved at once. */
const PlanMatrix = () => {
  const translate = useTranslate()
  const role = useAccess()?.staff_role
  const isNarrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'), { noSsr: true })
  const draft = usePlanDraft()
  const [chosen, setChosen] = useState<string>()
  const [adding, setAdding] = useState(false)
  const [reviewing, setReviewing] = useState(false)
  useKeepsUnsaved(draft.changes.length > 0)
  const { plans, error, isPending, refetch } = draft
  const shown = isNarrow ? plans.filter(({ plan_id }) => plan_id === (chosen ?? plans[0]?.plan_id)) : plans
  return (
    <Box sx={{ display: 'grid', gap: 2, mt: 1.5, minWidth: 0 }}>
      <Title title={translate('lapel.matrix.title')} preferenceKey={false} />
      {role && role !== 'admin' && (
        <Alert severity="info" variant="outlined">
          {translate('lapel.limit.not_admin', { role: translate(`lapel.staff_role.${role}`) })}
        </Alert>
      )}
      {role && plans.length > 0 && (
        <Box>
          <StaffButton atLeast="admin" onClick={() => setAdding(true)}>
            {translate('lapel.matrix.new_plan')}
          </StaffButton>
        </Box>
      )}
      {error && <LoadFailed onRetry={refetch} />}
      {isPending && <Loading lines={10} />}
      {isNarrow && shown[0] && <OnePlan plans={plans} chosen={shown[0].plan_id} onChoose={setChosen} />}
      {plans.length > 0 && (
        <Card sx={{ minWidth: 0 }}>
          {/* What scrolls sideways has to be reachable by keyboard. */}
          <Box role="group" aria-label={translate('lapel.matrix.title')} tabIndex={0} sx={{ overflowX: 'auto' }}>
            <MatrixTable draft={draft} plans={shown} readOnly={role !== 'admin'} />
          </Box>
        </Card>
      )}
      <ChangesBar draft={draft} onReview={() => setReviewing(true)} />
      {adding && <NewPlanDialog draft={draft} onAdd={setChosen} onClose={() => setAdding(false)} />}
      {reviewing && <ReviewDialog draft={draft} onClose={() => setReviewing(false)} />}
    </Box>
  )
}

export default PlanMatrix
