import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'
import type { ListQuery } from '@/components/useListState'

export type RecordEvent = components['schemas']['RecordEventOut']

export interface RecordFilters extends Record<string, string> {
  seq: string
  actor: string
  action: string
  object_type: string
  object_id: string
  first_day: string
  last_day: string
}

/** What a verification found (`first`: by number, the first of all `findings`). */
export interface Verification {
  events: number
  checkpoints: number
  head: string
  findings: number
  first: { seq: number; zh: string; en: string }[]
}

export const EVENTS = ['audit', 'events'] as const
export const VERIFICATION = ['audit', 'verification'] as const

export const useEvents = ({ seq, ...rest }: ListQuery<RecordFilters>) => {
  const query = { ...rest, ...(seq === undefined ? {} : { seq: Number(seq) }) }
  return useQuery({
    queryKey: [...EVENTS, query],
    queryFn: () => unwrap(api.GET('/api/v1/audit/events', { params: { query } })),
    placeholderData: (before) => before,
  })
}

/** The newest verification, whoever asked for it; null where there was none. */
export const useVerification = () =>
  useQuery({
    queryKey: VERIFICATION,
    queryFn: async () => {
      const query = { kind: 'audit.verify', limit: 1 }
      const { items } = await unwrap(api.GET('/api/v1/jobs', { params: { query } }))
      return items[0] ?? null
    },
  })

export const startVerification = () => unwrap(api.POST('/api/v1/audit/verify'))
