import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, etagOf, unwrap } from '@/api/client'
import type { components, operations } from '@/api/schema.gen'
import { upload } from '@/api/transfer'

type Schemas = components['schemas']
export type Matter = Schemas['MatterOut']
export type MatterIn = Schemas['MatterIn']
export type MatterEdit = Schemas['MatterEdit']
export type MatterImport = Schemas['MatterImportOut']
export type Rules = Schemas['OversightRulesOut']
export type RulesEdit = Schemas['OversightRulesEdit']
export type ServiceRecord = Schemas['RecordOut']
export type RecordDetail = Schemas['RecordDetail']
export type RecordIn = Schemas['RecordIn']
export type RecordEvent = Schemas['ServiceEventOut']
export type Card = Schemas['CardOut']
export type CardLevel = Schemas['CardLevel']
export type CardState = Schemas['CardState']
export type Rating = Schemas['RatingOut']
export type RatingDetail = Schemas['RatingDetail']
export type RatingIn = Schemas['ServiceRatingIn']
export type Indicators = Schemas['IndicatorsOut']
export type IndicatorRow = Schemas['IndicatorRow']
export type Figures = Schemas['OversightFigures']
export type Indicator = Schemas['IndicatorOut']
type Query<Name extends keyof operations> = operations[Name] extends { parameters: { query?: infer Asked } }
  ? NonNullable<Asked>
  : never

/** Begins the key of every query of the oversight: what one page changes, others show. */
export const OVERSIGHT = ['oversight'] as const

const before = <Data>(data: Data | undefined) => data

export const useMatters = (query: Query<'oversight_list_matters'>, enabled = true) =>
  useQuery({
    queryKey: [...OVERSIGHT, 'matters', query],
    queryFn: () => unwrap(api.GET('/api/v1/service-matters', { params: { query } })),
    placeholderData: before,
    enabled,
  })

export const createMatter = (body: MatterIn) => unwrap(api.POST('/api/v1/service-matters', { body }))

export const editMatter = (id: string, version: number, body: MatterEdit) =>
  unwrap(
    api.PATCH('/api/v1/service-matters/{matter_id}', {
      params: { path: { matter_id: id }, header: { 'If-Match': etagOf(version) } },
      body,
    }),
  )

export const uploadMatters = (file: File) => upload<MatterImport>('/matter-imports', file)

export const confirmImport = (id: string) =>
  unwrap(api.POST('/api/v1/matter-imports/{import_id}/confirm', { params: { path: { import_id: id } } }))

export const useRules = () =>
  useQuery({
    queryKey: [...OVERSIGHT, 'rules'],
    queryFn: () => unwrap(api.GET('/api/v1/oversight-rules')),
  })

export const editRules = (version: number, body: RulesEdit) =>
  unwrap(api.PATCH('/api/v1/oversight-rules', { params: { header: { 'If-Match': etagOf(version) } }, body }))

export const useRecords = (query: Query<'oversight_list_records'>) =>
  useQuery({
    queryKey: [...OVERSIGHT, 'records', query],
    queryFn: () => unwrap(api.GET('/api/v1/service-records', { params: { query } })),
    placeholderData: before,
  })

export const recordQuery = (id: string) =>
  queryOptions({
    queryKey: [...OVERSIGHT, 'record', id],
    queryFn: () =>
      unwrap(api.GET('/api/v1/service-records/{record_id}', { params: { path: { record_id: id } } })),
  })

export const writeRecord = (body: RecordIn) => unwrap(api.POST('/api/v1/service-records', { body }))

export const correctRecord = (id: string, version: number, body: RecordIn) =>
  unwrap(
    api.PUT('/api/v1/service-records/{record_id}', {
      params: { path: { record_id: id }, header: { 'If-Match': etagOf(version) } },
      body,
    }),
  )

export const useCards = (query: Query<'oversight_list_cards'>) =>
  useQuery({
    queryKey: [...OVERSIGHT, 'cards', query],
    queryFn: () => unwrap(api.GET('/api/v1/oversight-cards', { params: { query } })),
    placeholderData: before,
  })

export const cardQuery = (id: string) =>
  queryOptions({
    queryKey: [...OVERSIGHT, 'card', id],
    queryFn: () =>
      unwrap(api.GET('/api/v1/oversight-cards/{card_id}', { params: { path: { card_id: id } } })),
  })

const ofCard = (card: Card) => ({
  params: { path: { card_id: card.id }, header: { 'If-Match': etagOf(card.version) } },
})

export const acknowledgeCard = (card: Card) =>
  unwrap(api.POST('/api/v1/oversight-cards/{card_id}/acknowledge', { ...ofCard(card), body: {} }))

export const explainCard = (card: Card, explanation: string) =>
  unwrap(api.POST('/api/v1/oversight-cards/{card_id}/explain', { ...ofCard(card), body: { explanation } }))

export const returnCard = (card: Card, note: string) =>
  unwrap(api.POST('/api/v1/oversight-cards/{card_id}/return', { ...ofCard(card), body: { note } }))

export const closeCard = (card: Card, note: string) =>
  unwrap(api.POST('/api/v1/oversight-cards/{card_id}/close', { ...ofCard(card), body: { note } }))

export const useRatings = (query: Query<'oversight_list_ratings'>) =>
  useQuery({
    queryKey: [...OVERSIGHT, 'ratings', query],
    queryFn: () => unwrap(api.GET('/api/v1/service-ratings', { params: { query } })),
    placeholderData: before,
  })

export const ratingQuery = (id: string) =>
  queryOptions({
    queryKey: [...OVERSIGHT, 'rating', id],
    queryFn: () =>
      unwrap(api.GET('/api/v1/service-ratings/{rating_id}', { params: { path: { rating_id: id } } })),
  })

export const addRating = (recordId: string, body: RatingIn) =>
  unwrap(
    api.POST('/api/v1/service-records/{record_id}/rating', {
      params: { path: { record_id: recordId } },
      body,
    }),
  )

/** The words that a step of a follow-up needs. */
export interface StepWords {
  verdict?: Schemas['Verdict']
  text?: string
  level?: number
}

export const RATING_STEPS = {
  assess: (rating: Rating, { verdict = 'valid', text = '' }: StepWords) =>
    unwrap(
      api.POST('/api/v1/service-ratings/{rating_id}/assess', {
        ...ofRating(rating),
        body: { verdict, finding: text },
      }),
    ),
  verify: (rating: Rating, { verdict = 'valid', text = '' }: StepWords) =>
    unwrap(
      api.POST('/api/v1/service-ratings/{rating_id}/verify', {
        ...ofRating(rating),
        body: { verdict, note: text },
      }),
    ),
  call_back: (rating: Rating, { text = '' }: StepWords) =>
    unwrap(
      api.POST('/api/v1/service-ratings/{rating_id}/call-back', {
        ...ofRating(rating),
        body: { callback: text },
      }),
    ),
  rectify: (rating: Rating, { text = '' }: StepWords) =>
    unwrap(
      api.POST('/api/v1/service-ratings/{rating_id}/rectify', {
        ...ofRating(rating),
        body: { rectification: text },
      }),
    ),
  return: (rating: Rating, { text = '' }: StepWords) =>
    unwrap(
      api.POST('/api/v1/service-ratings/{rating_id}/return', { ...ofRating(rating), body: { note: text } }),
    ),
  rate_again: (rating: Rating, { level = 0 }: StepWords) =>
    unwrap(
      api.POST('/api/v1/service-ratings/{rating_id}/rate-again', { ...ofRating(rating), body: { level } }),
    ),
  end: (rating: Rating, { text = '' }: StepWords) =>
    unwrap(
      api.POST('/api/v1/service-ratings/{rating_id}/end', { ...ofRating(rating), body: { note: text } }),
    ),
}
export type RatingStep = keyof typeof RATING_STEPS

function ofRating(rating: Rating) {
  return { params: { path: { rating_id: rating.id }, header: { 'If-Match': etagOf(rating.version) } } }
}

export const useIndicators = (query: Query<'oversight_read_indicators'>) =>
  useQuery({
    queryKey: [...OVERSIGHT, 'indicators', query],
    queryFn: () => unwrap(api.GET('/api/v1/oversight-indicators', { params: { query } })),
    placeholderData: before,
  })
