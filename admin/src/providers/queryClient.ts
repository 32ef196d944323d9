import { QueryClient } from '@tanstack/react-query'

/** What is on screen may have changed elsewhere: every page asks anew, and shows what it knows meanwhile. */
export const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
