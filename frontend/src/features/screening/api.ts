import { useQuery } from '@tanstack/react-query'
import { api, etagOf, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'

type Schemas = components['schemas']
export type Screening = Schemas['ScreeningOut']
export type Flag = Schemas['FlagOut']
export type FlagKind = Schemas['FlagKind']
export type DecisionName = Schemas['DecisionName']
export type Effect = Schemas['EffectOut']
export type UnitEffect = Schemas['UnitEffect']

/** While the count does not follow the decisions yet, or the screening has not come. */
const AGAIN = 2_000

export const screeningKey = (roundId: string) => ['screening', roundId] as const
const path = (roundId: string) => ({ path: { round_id: roundId } })

export function useScreening(roundId: string) {
  return useQuery({
    queryKey: screeningKey(roundId),
    queryFn: () => unwrap(api.GET('/api/v1/rounds/{round_id}/screening', { params: path(roundId) })),
    refetchInterval: ({ state: { data } }) =>
      data && (data.recounting || data.screened_at === null) ? AGAIN : false,
  })
}

export function useEffectOf(roundId: string) {
  return useQuery({
    queryKey: [...screeningKey(roundId), 'effect'],
    queryFn: () => unwrap(api.GET('/api/v1/rounds/{round_id}/screening/effect', { params: path(roundId) })),
  })
}

export const startScreening = (roundId: string) =>
  unwrap(api.POST('/api/v1/rounds/{round_id}/screening', { params: path(roundId) }))

export const decide = (roundId: string, flag: Flag, body: Schemas['DecisionIn']) =>
  unwrap(
    api.POST('/api/v1/rounds/{round_id}/screening/{flag_id}/decision', {
      params: {
        path: { round_id: roundId, flag_id: flag.id },
        header: { 'If-Match': etagOf(flag.version) },
      },
      body,
    }),
  )

/** At once at most; the server takes no more. */
export const MOST = 1000

/** Keep flags that nobody has decided, for one reason: all of them or none. */
export const keepSeveral = (roundId: string, flags: readonly Flag[], reason: string) =>
  unwrap(
    api.POST('/api/v1/rounds/{round_id}/screening/decisions', {
      params: path(roundId),
      body: { decision: 'kept', reason, flags: flags.map(({ id, version }) => ({ id, version })) },
    }),
  )
