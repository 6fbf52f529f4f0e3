import { useQueryClient } from '@tanstack/react-query'
import { CALENDAR } from './api'

/** Waits for a change and asks for the calendar anew: for the change, or for what somebody else has changed. */
export function useSave(): (change: Promise<unknown>) => Promise<void> {
  const queries = useQueryClient()
  return async (change) => {
    try {
      await change
    } finally {
      await queries.invalidateQueries({ queryKey: CALENDAR })
    }
  }
}
