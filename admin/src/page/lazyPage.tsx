import { type ComponentType, type FunctionComponent, type LazyExoticComponent, lazy, Suspense, useState } from 'react'
import { PageBoundary } from './PageBoundary.tsx'
import { PageLoading } from './PageLoading.tsx'

type Load<Props> = () => Promise<{ default: ComponentType<Props> }>

interface Download<Props> {
  Page: LazyExoticComponent<ComponentType<Props>>
  /** React remembers a failed download for good: trying again takes a new one. */
  again: () => void
}

function download<Props>(load: Load<Props>): Download<Props> {
  const state: Download<Props> = {
    Page: lazy(load),
    again: () => {
      state.Page = lazy(load)
    },
  }
  return state
}

const Downloaded = <Props extends object>({ from, props }: { from: Download<Props>; props: Props }) => {
  const [attempt, setAttempt] = useState(0)
  const retry = () => {
    from.again()
    setAttempt(attempt + 1)
  }
  return (
    <PageBoundary key={attempt} onRetry={retry}>
      <Suspense fallback={<PageLoading />}>
        <from.Page {...props} />
      </Suspense>
    </PageBoundary>
  )
}

/**
 * A page that is downloaded when it is first opened. While that takes, its outline is shown; when it fails, what
 * happened and a way to try again.
 */
export function lazyPage<Props extends object>(load: Load<Props>): FunctionComponent<Props> {
  const from = download(load)
  return (props) => <Downloaded from={from} props={props} />
}
