import { lazy, type ReactNode, Suspense, useCallback, useRef, useState } from 'react'
import { StepUpContext } from './useStepUp.ts'

const StepUpDialog = lazy(() => import('./StepUpDialog.tsx'))

/** How long an answer holds. */
const validMs = 10 * 60 * 1000

/** Keeps when the password was last given, in memory only: a reloaded console asks again. */
export const StepUpProvider = ({ children }: { children: ReactNode }) => {
  const verifiedAt = useRef(Number.NEGATIVE_INFINITY)
  const waiting = useRef<((verified: boolean) => void)[]>([])
  const [asking, setAsking] = useState(false)

  const stepUp = useCallback(() => {
    if (performance.now() - verifiedAt.current < validMs) return Promise.resolve(true)
    setAsking(true)
    return new Promise<boolean>((resolve) => waiting.current.push(resolve))
  }, [])

  const answer = (verified: boolean) => {
    if (verified) verifiedAt.current = performance.now()
    setAsking(false)
    for (const resolve of waiting.current.splice(0)) resolve(verified)
  }

  return (
    <StepUpContext value={stepUp}>
      {children}
      {asking && (
        <Suspense fallback={null}>
          <StepUpDialog onVerified={() => answer(true)} onCancel={() => answer(false)} />
        </Suspense>
      )}
    </StepUpContext>
  )
}
