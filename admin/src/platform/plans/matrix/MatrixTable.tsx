import { limitTypes } from '@lapel/contract/limits'
import { alpha } from '@mui/material/styles'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import type { ReactNode } from 'react'
import { useTranslate } from 'react-admin'
import type { Plan } from '../row.ts'
import type { Cell, FeatureValues, Kind, LimitValues, PlanValues } from './cells.ts'
import { FeatureCell } from './FeatureCell.tsx'
import { LimitCell } from './LimitCell.tsx'
import { PlanCell } from './PlanCell.tsx'
import type { PlanDraft } from './usePlanDraft.ts'

interface MatrixTableProps {
  draft: PlanDraft
  /** The columns. */
  plans: readonly Plan[]
  readOnly: boolean
}

const Shown = ({ changed, head = false, children }: { changed: boolean; head?: boolean; children: ReactNode }) => (
  <TableCell
    component={head ? 'th' : 'td'}
    {...(head ? { scope: 'col' } : {})}
    sx={{
      minWidth: 140,
      verticalAlign: 'top',
      ...(changed ? { bgcolor: (theme) => `${alpha(theme.palette.warning.main, 0.14)} !important` } : {}),
    }}
  >
    {children}
  </TableCell>
)

const Heading = ({ text, columns }: { text: string; columns: number }) => (
  <TableRow>
    <TableCell
      component="th"
      scope="rowgroup"
      colSpan={columns + 1}
      sx={{ color: 'text.secondary', fontWeight: 600, pt: 2 }}
    >
      {text}
    </TableCell>
  </TableRow>
)

const rowHead = {
  bgcolor: 'background.paper',
  fontWeight: 550,
  left: 0,
  minWidth: 130,
  position: 'sticky',
  zIndex: 1,
} as const

/** Plans beside each other: their limits and features, each in a cell that can be changed. */
export const MatrixTable = ({ draft, plans, readOnly }: MatrixTableProps) => {
  const translate = useTranslate()
  const rows = (
    kind: Kind,
    keys: readonly string[],
    name: (key: string) => string,
    draw: (cell: Cell, label: string) => ReactNode,
  ) =>
    keys.map((key) => (
      <TableRow key={key}>
        <TableCell component="th" scope="row" sx={rowHead}>
          {name(key)}
        </TableCell>
        {plans.map((plan) => {
          const cell: Cell = { kind, plan_id: plan.plan_id, key }
          return (
            <Shown key={plan.plan_id} changed={draft.isChanged(cell)}>
              {draw(cell, translate('lapel.matrix.cell', { what: name(key), plan: plan.name }))}
            </Shown>
          )
        })}
      </TableRow>
    ))
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          <TableCell component="td" sx={rowHead} />
          {plans.map((plan) => {
            const cell: Cell = { kind: 'plan', plan_id: plan.plan_id, key: null }
            return (
              <Shown key={plan.plan_id} changed={draft.isChanged(cell)} head>
                <PlanCell
                  plan={plan}
                  value={draft.value(cell) as PlanValues}
                  readOnly={readOnly}
                  onChange={(values) => draft.type(cell, values)}
                  {...(draft.isNew(plan.plan_id) ? { onForget: () => draft.forget(plan.plan_id) } : {})}
                />
              </Shown>
            )
          })}
        </TableRow>
      </TableHead>
      <TableBody>
        <Heading text={translate('lapel.plan.limits')} columns={plans.length} />
        {rows(
          'limit',
          limitTypes,
          (key) => translate(`resources.plan_limits.limit_type.${key}`),
          (cell, label) => (
            <LimitCell
              label={label}
              value={draft.value(cell) as LimitValues | null}
              readOnly={readOnly}
              onChange={(values) => draft.type(cell, values)}
            />
          ),
        )}
        <Heading text={translate('lapel.plan.features')} columns={plans.length} />
        {rows(
          'feature',
          draft.features,
          (key) => key,
          (cell, label) => (
            <FeatureCell
              label={label}
              value={draft.value(cell) as FeatureValues | null}
              readOnly={readOnly}
              onChange={(values) => draft.type(cell, values)}
            />
          ),
        )}
      </TableBody>
    </Table>
  )
}
