import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { type Cell, type Cells, cellsOf, changesOf, nameOf, type Values } from './cells.ts'

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

  return {
    plans: data?.plans ?? [],
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
