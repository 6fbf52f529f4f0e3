import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './errors'
import { currentSession, onSession } from './session'

/** No answer, or "busy": worth another try. Everything else would only be refused again. */
function worthRetrying(failures: number, error: unknown): boolean {
  return failures < 2 && error instanceof ApiError && (error.status === 0 || error.status === 503)
}

/** The cache of what the server answered; emptied when the person changes. */
export function createQueries(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: { retry: worthRetrying, staleTime: 5_000, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  })
  const person = () => {
    const session = currentSession()
    return session.status === 'in' ? session.user.id : null
  }
  let before = person()
  onSession(() => {
    const now = person()
    if (before !== null && now !== before) client.clear()
    before = now
  })
  return client
}
