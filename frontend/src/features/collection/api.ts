import { useQuery } from '@tanstack/react-query'
import { api, unwrap, unwrapTagged } from '@/api/client'
import type { components, operations } from '@/api/schema.gen'
import { downloadMade, upload } from '@/api/transfer'
import { ROUNDS } from '@/features/rounds/api'

type Schemas = components['schemas']
export type CodeCount = Schemas['CodeCount']
export type IssueFormat = Schemas['IssueFormat']
export type IssueItem = Schemas['IssueItem']
export type Turnout = Schemas['TurnoutOut']
export type StratumTurnout = Schemas['StratumTurnout']
export type Batch = Schemas['BatchOut']
export type BatchState = Schemas['BatchState']
export type BatchSort = Schemas['BatchSort']
export type AnswerImport = Schemas['AnswerImportOut']
export type ImportSummary = Schemas['AnswerImportSummary']
export type ImportState = AnswerImport['state']
export type ImportSort = Schemas['ImportSort']
export type ImportOrigin = Schemas['ImportOrigin']
export type Layout = Schemas['Layout']
export type Mapping = Schemas['MappingIn']
export type Totals = Schemas['Totals']

type BatchQuery = NonNullable<operations['imports_list_batches']['parameters']['query']>
type ImportQuery = NonNullable<operations['imports_list_imports']['parameters']['query']>

/** The keys are below those of the round, so that reading the round again reads these again. */
const key = (roundId: string, ...rest: unknown[]) => [...ROUNDS, roundId, ...rest]

const of = (roundId: string) => ({ path: { round_id: roundId } })

export const useCodeCounts = (roundId: string) =>
  useQuery({
    queryKey: key(roundId, 'codes'),
    queryFn: () => unwrap(api.GET('/api/v1/rounds/{round_id}/codes', { params: of(roundId) })),
  })

/** Makes codes on the server and hands the person the only copy. */
export const issueCodes = (roundId: string, etag: string, items: IssueItem[], format: IssueFormat) =>
  downloadMade(`/rounds/${roundId}/codes`, { items, format }, etag)

/** All codes of a stratum end, those handed out too. Answers with the round's new ETag. */
export const withdrawCodes = (roundId: string, etag: string, stratumId: string) =>
  unwrapTagged(
    api.POST('/api/v1/rounds/{round_id}/codes/void', {
      params: { ...of(roundId), header: { 'If-Match': etag } },
      body: { stratum_id: stratumId },
    }),
  )

/** Milliseconds between two looks at the turnout of an open round. */
const WATCH = 30_000

/** Turnout by stratum; asked for again and again while sheets come in. */
export const useTurnout = (roundId: string, live: boolean) =>
  useQuery({
    queryKey: key(roundId, 'turnout'),
    queryFn: () => unwrap(api.GET('/api/v1/rounds/{round_id}/turnout', { params: of(roundId) })),
    refetchInterval: live ? WATCH : false,
  })

export const useBatches = (roundId: string, query: BatchQuery, enabled = true) =>
  useQuery({
    queryKey: key(roundId, 'batches', query),
    queryFn: () =>
      unwrap(api.GET('/api/v1/rounds/{round_id}/batches', { params: { ...of(roundId), query } })),
    placeholderData: (before) => before,
    enabled,
  })

export const voidBatch = (id: string, reason: string) =>
  unwrap(
    api.POST('/api/v1/batches/{batch_id}/void', { params: { path: { batch_id: id } }, body: { reason } }),
  )

export const useImports = (roundId: string, query: ImportQuery) =>
  useQuery({
    queryKey: key(roundId, 'imports', 'list', query),
    queryFn: () =>
      unwrap(api.GET('/api/v1/rounds/{round_id}/imports', { params: { ...of(roundId), query } })),
    placeholderData: (before) => before,
  })

const one = (id: string) => ({ params: { path: { import_id: id } } })

export const useImport = (roundId: string, id: string) =>
  useQuery({
    queryKey: key(roundId, 'imports', id),
    queryFn: () => unwrap(api.GET('/api/v1/imports/{import_id}', one(id))),
    staleTime: 0,
  })

export const uploadAnswers = (roundId: string, file: File, fields: Record<string, string>) =>
  upload<AnswerImport>(`/rounds/${roundId}/imports`, file, fields)

/** Say what the columns mean, and have the whole file checked. */
export async function checkImport(id: string, mapping: Mapping): Promise<void> {
  await unwrap(api.PUT('/api/v1/imports/{import_id}/mapping', { ...one(id), body: mapping }))
  await checkAgain(id)
}

const checkAgain = (id: string) => unwrap(api.POST('/api/v1/imports/{import_id}/check', one(id)))

export const loadImport = (id: string, again: boolean) =>
  unwrap(api.POST('/api/v1/imports/{import_id}/load', { ...one(id), body: { again } }))

export const discardImport = (id: string) => unwrap(api.POST('/api/v1/imports/{import_id}/discard', one(id)))
