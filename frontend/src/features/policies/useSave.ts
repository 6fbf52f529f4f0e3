import { useQueryClient } from '@tanstack/react-query'
import { POLICIES } from './api'

/** Waits for a change and asks anew for rules and categories, also when somebody else has changed them. */
export function useSave(): <Result>(change: Promise<Result>) => Promise<Result> {
  const queries = useQueryClient()
  return async (change) => {
    try {
      return await change
    } finally {
      await queries.invalidateQueries({ queryKey: POLICIES })
    }
  }
}
