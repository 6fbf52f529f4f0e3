import { useQuery } from '@tanstack/react-query'
import { api, etagOf, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'
import { ROUNDS } from '@/features/rounds/api'

type Schemas = components['schemas']
/** One version of the results of a round. */
export type Snapshot = Schemas['SnapshotOut']

const path = (id: string) => ({ path: { round_id: id } })

/** For a step: the version of the round that it was decided on. */
const seen = (id: string, version: number) => ({
  params: { ...path(id), header: { 'If-Match': etagOf(version) } },
})

export const useSnapshots = (roundId: string) =>
  useQuery({
    queryKey: [...ROUNDS, roundId, 'snapshots'],
    queryFn: () => unwrap(api.GET('/api/v1/rounds/{round_id}/snapshots', { params: path(roundId) })),
  })

export const freezeRound = (id: string, version: number) =>
  unwrap(api.POST('/api/v1/rounds/{round_id}/freeze', seen(id, version)))

export const publishRound = (id: string, version: number) =>
  unwrap(api.POST('/api/v1/rounds/{round_id}/publish', seen(id, version)))

export const proposeVersion = (id: string, version: number, reason: string) =>
  unwrap(api.POST('/api/v1/rounds/{round_id}/snapshots', { ...seen(id, version), body: { reason } }))

export const countersignRound = (id: string, body: Schemas['CountersignIn']) =>
  unwrap(api.POST('/api/v1/rounds/{round_id}/countersign', { params: path(id), body }))
