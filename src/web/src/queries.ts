import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './api/http'

/** The live feed says what is stale, so nothing is read again merely because time passes or a window gets the focus. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      // A refusal stays one; only a server that was not reached may be back in a moment.
      retry: (failures, error) => error instanceof ApiError && error.status === 0 && failures < 2,
      retryDelay: 1000,
    },
  },
})
