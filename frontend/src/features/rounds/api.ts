import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, etagOf, unwrap } from '@/api/client'
import type { components, operations } from '@/api/schema.gen'

type Schemas = components['schemas']
export type Round = Schemas['RoundOut']
export type RoundSummary = Schemas['RoundSummary']
export type RoundIn = Schemas['RoundIn']
export type RoundPatch = Schemas['RoundPatch']
export type RoundState = Schemas['RoundState']
export type RoundKind = Schemas['RoundKind']
export type RoundSort = Schemas['RoundSort']
export type Collection = Schemas['Collection']
export type RoundStep = Schemas['Step']
export type RoundAction = Schemas['ActionOut']
/** The method to be opened, and who has countersigned it. */
export type Opening = Schemas['OpeningOut']
export type RoundCopied = Schemas['RoundCopied']
/** A proposal that waits for the second person. */
export type Awaited = Schemas['AwaitedOut']
/** The configuration of a round, section by section. */
export type RoundConfig = Schemas['ConfigOut']
export type Preset = Schemas['PresetOut']
export type PresetKind = Schemas['PresetKind']
type RoundQuery = NonNullable<operations['rounds_list_rounds']['parameters']['query']>

/** Begins the key of every query about rounds; followed by the id of a round for what belongs to one. */
export const ROUNDS = ['rounds'] as const

const path = (id: string) => ({ path: { round_id: id } })

/** For an edit: the version that it replaces. */
const replacing = (id: string, version: number) => ({
  params: { ...path(id), header: { 'If-Match': etagOf(version) } },
})

export const useRounds = (query: RoundQuery, enabled = true) =>
  useQuery({
    queryKey: [...ROUNDS, 'list', query],
    queryFn: () => unwrap(api.GET('/api/v1/rounds', { params: { query } })),
    placeholderData: (before) => before,
    enabled,
  })

/** What others have proposed and waits for the person to countersign it. */
export const useAwaiting = (enabled: boolean) =>
  useQuery({
    queryKey: [...ROUNDS, 'awaiting'],
    queryFn: () => unwrap(api.GET('/api/v1/rounds/awaiting')),
    enabled,
  })

export const roundQuery = (id: string) =>
  queryOptions({
    queryKey: [...ROUNDS, id],
    queryFn: () => unwrap(api.GET('/api/v1/rounds/{round_id}', { params: path(id) })),
  })

export const configQuery = (id: string) =>
  queryOptions({
    queryKey: [...ROUNDS, id, 'config'],
    queryFn: () => unwrap(api.GET('/api/v1/rounds/{round_id}/config', { params: path(id) })),
  })

/** What the person may do next with a round. Asked again with every version, since reasons depend on it. */
export const useActions = (round: Round) =>
  useQuery({
    queryKey: [...ROUNDS, round.id, 'actions', round.version, round.codes_issued],
    queryFn: () => unwrap(api.GET('/api/v1/rounds/{round_id}/actions', { params: path(round.id) })),
    placeholderData: (before) => before,
  })

/** What is proposed to be opened; another method with every version, and with every code. */
export const useOpening = (round: Round, enabled = true) =>
  useQuery({
    queryKey: [...ROUNDS, round.id, 'opening', round.version, round.codes_issued],
    queryFn: () => unwrap(api.GET('/api/v1/rounds/{round_id}/opening', { params: path(round.id) })),
    enabled,
  })

export const usePresets = () =>
  useQuery({
    queryKey: ['presets'],
    queryFn: () => unwrap(api.GET('/api/v1/presets')),
    staleTime: 60_000,
  })

export const createRound = (body: RoundIn) => unwrap(api.POST('/api/v1/rounds', { body }))

export const editRound = (id: string, version: number, body: RoundPatch) =>
  unwrap(api.PATCH('/api/v1/rounds/{round_id}', { ...replacing(id, version), body }))

export const deleteRound = (id: string, version: number) =>
  unwrap(api.DELETE('/api/v1/rounds/{round_id}', replacing(id, version)))

export const copyRound = (id: string, body: Schemas['CopyIn']) =>
  unwrap(api.POST('/api/v1/rounds/{round_id}/copy', { params: path(id), body }))

export const movePlannedClose = (id: string, version: number, body: Schemas['PlannedCloseIn']) =>
  unwrap(api.POST('/api/v1/rounds/{round_id}/planned-close', { ...replacing(id, version), body }))

export const proposeOpening = (id: string, version: number) =>
  unwrap(api.POST('/api/v1/rounds/{round_id}/propose-opening', replacing(id, version)))

export const openRound = (id: string, version: number) =>
  unwrap(api.POST('/api/v1/rounds/{round_id}/open', replacing(id, version)))

export const closeRound = (id: string, version: number) =>
  unwrap(api.POST('/api/v1/rounds/{round_id}/close', replacing(id, version)))

/** Replace one section of a draft; each answers the whole configuration. */
export const saveRoll = (id: string, version: number, body: Schemas['RollIn']) =>
  unwrap(api.PUT('/api/v1/rounds/{round_id}/roll', { ...replacing(id, version), body }))

export const saveCriteria = (id: string, version: number, body: Schemas['CriteriaIn']) =>
  unwrap(api.PUT('/api/v1/rounds/{round_id}/criteria', { ...replacing(id, version), body }))

export const saveScale = (id: string, version: number, body: Schemas['ScaleIn']) =>
  unwrap(api.PUT('/api/v1/rounds/{round_id}/scale', { ...replacing(id, version), body }))

export const saveStrata = (id: string, version: number, body: Schemas['StrataIn']) =>
  unwrap(api.PUT('/api/v1/rounds/{round_id}/strata', { ...replacing(id, version), body }))

export const savePublication = (id: string, version: number, body: Schemas['PublicationIn']) =>
  unwrap(api.PUT('/api/v1/rounds/{round_id}/publication', { ...replacing(id, version), body }))
