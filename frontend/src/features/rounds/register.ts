import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '@/api/client'
import type { Page } from '@/api/lists'
import { type Unit, UNITS } from '@/features/units/api'

/** The active units of the register, all of them, in its order: by sequence, then code. */
export const useRegister = (enabled = true) =>
  useQuery({
    queryKey: [...UNITS, 'register'],
    queryFn: async () => {
      const units: Unit[] = []
      let cursor: string | null = null
      do {
        const query = {
          status: 'active',
          sort: 'sequence',
          limit: 200,
          ...(cursor ? { cursor } : {}),
        } as const
        const page: Page<Unit> = await unwrap(api.GET('/api/v1/units', { params: { query } }))
        units.push(...page.items)
        cursor = page.next_cursor ?? null
      } while (cursor !== null)
      return units
    },
    staleTime: 60_000,
    enabled,
  })

/** Units that stand for themselves, without the sections below them. */
export const independent = (units: readonly Unit[]): Unit[] =>
  units.filter(({ parent_id }) => parent_id === null)
