import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import {
  type Cell,
  type Cells,
  cellOf,
  cellsOf,
  changesOf,
  copyOfPlan,
  nameOf,
  newPlansOf,
  type Values,
} from './cells.ts'

const nothing: Cells = new Map()

/** The plans as the database has them, and what was typed over them. */
export function usePlanDraft() {
  const acts = useStaffActs()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['planMatrix'],
    queryFn: async () => {
      const [plans, limits, features] = await Promise.all([acts.plans(), acts.planLimits(), acts.planFeatures()])
      return {
        plans,
        features: [...new Set(features.map((one) => one.feature_key))].sort(),
        cells: cellsOf(plans, limits, features),
      }
    },
  })
  const [typed, setTyped] = useState<Cells>(nothing)
  const saved = data?.cells ?? nothing
  const changes = useMemo(() => changesOf(saved, typed), [saved, typed])

  const added = useMemo(() => newPlansOf(saved, typed), [saved, typed])
  const plans = [...(data?.plans ?? []), ...added]

  return {
    plans,
    isNew: (planId: string) => added.some(({ plan_id }) => plan_id === planId),
    /** Adds a plan, as a copy of what is shown of another one, after all others. */
    addPlan: (planId: string, name: string, source: string) =>
      setTyped((known) => {
        const sort = Math.max(0, ...plans.map((plan) => plan.sort)) + 10
        return new Map([...known, ...copyOfPlan(new Map([...saved, ...known]), source, planId, name, sort)])
      }),
    /** Forgets what was typed of a plan. */
    forget: (planId: string) =>
      setTyped((known) => new Map([...known].filter(([cell]) => cellOf(cell).plan_id !== planId))),
    features: data?.features ?? [],
    error,
    isPending,
    refetch,
    changes,
    saved: (cell: Cell): Values => saved.get(nameOf(cell)) ?? null,
    value: (cell: Cell): Values =>
      typed.has(nameOf(cell)) ? (typed.get(nameOf(cell)) ?? null) : (saved.get(nameOf(cell)) ?? null),
    isChanged: (cell: Cell) => changes.some((change) => nameOf(change) === nameOf(cell)),
    type: (cell: Cell, values: Values) => setTyped((known) => new Map(known).set(nameOf(cell), values)),
    discard: () => setTyped(nothing),
  }
}

export type PlanDraft = ReturnType<typeof usePlanDraft>
