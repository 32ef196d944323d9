import { type ComponentType, type FunctionComponent, type LazyExoticComponent, lazy, Suspense, useState } from 'react'
import { PageBoundary } from './PageBoundary.tsx'
import { PageLoading } from './PageLoading.tsx'

type Load<Props> = () => Promise<{ default: ComponentType<Props> }>

interface Download<Props> {
  Page: LazyExoticComponent<ComponentType<Props>>
  /** Once it is there before it is shown. */
  ready?: ComponentType<Props>
  preload: () => Promise<void>
  /** React remembers a failed download for good: trying again takes a new one. */
  again: () => void
}

function download<Props>(load: Load<Props>): Download<Props> {
  const state: Download<Props> = {
    Page: lazy(load),
    preload: async () => {
      const loaded = await load().catch(() => undefined)
      if (loaded) state.ready = loaded.default
    },
    again: () => {
      state.Page = lazy(load)
    },
  }
  return state
}

const Downloaded = <Props extends object>({ from, props }: { from: Download<Props>; props: Props }) => {
  const [attempt, setAttempt] = useState(0)
  // What is there is drawn at once: an outline, once shown, stays for a third of a second.
  const [ready] = useState(() => from.ready)
  const Page = ready ?? from.Page
  const retry = () => {
    from.again()
    setAttempt(attempt + 1)
  }
  return (
    <PageBoundary key={attempt} onRetry={retry}>
      <Suspense fallback={<PageLoading />}>
        <Page {...props} />
      </Suspense>
    </PageBoundary>
  )
}

/** A page, and how to download it before it is opened. What fails is tried again when it is. */
export type LazyPage<Props extends object> = FunctionComponent<Props> & { preload: () => Promise<void> }

/**
 * A page that is downloaded when it is first opened. While that takes, its outline is shown; when it fails, what
 * happened and a way to try again.
 */
export function lazyPage<Props extends object>(load: Load<Props>): LazyPage<Props> {
  const from = download(load)
  return Object.assign((props: Props) => <Downloaded from={from} props={props} />, { preload: from.preload })
}
