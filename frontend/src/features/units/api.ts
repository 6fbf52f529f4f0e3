import { useQuery } from '@tanstack/react-query'
import { api, etagOf, unwrap } from '@/api/client'
import type { components, operations } from '@/api/schema.gen'
import { upload } from '@/api/transfer'

type Schemas = components['schemas']
export type Unit = Schemas['UnitOut']
export type UnitIn = Schemas['UnitIn']
export type UnitEdit = Schemas['UnitEdit']
export type UnitStatus = Schemas['UnitStatus']
export type UnitSort = Schemas['UnitSort']
export type Sequence = Schemas['SequenceOut']
type UnitQuery = NonNullable<operations['units_list_units']['parameters']['query']>

/** Begins the key of every query about units. */
export const UNITS = ['units'] as const

export interface UnitFilters extends Record<string, string> {
  q: string
  sequence: string
  status: UnitStatus
  sort: UnitSort
}

export const useUnits = (query: UnitQuery, enabled = true) =>
  useQuery({
    queryKey: [...UNITS, 'list', query],
    queryFn: () => unwrap(api.GET('/api/v1/units', { params: { query } })),
    placeholderData: (before) => before,
    enabled,
  })

export const useUnitByCode = (code: string) =>
  useQuery({
    queryKey: [...UNITS, 'code', code],
    queryFn: () => unwrap(api.GET('/api/v1/units/by-code/{code}', { params: { path: { code } } })),
  })

export const unitById = (id: string) => ({
  queryKey: [...UNITS, 'id', id],
  queryFn: () => unwrap(api.GET('/api/v1/units/{unit_id}', { params: { path: { unit_id: id } } })),
})

/** One unit by its id; nothing is asked for null. */
export const useUnit = (id: string | null | undefined) =>
  useQuery({ ...unitById(id ?? ''), enabled: Boolean(id) })

export const createUnit = (body: UnitIn) => unwrap(api.POST('/api/v1/units', { body }))

export const editUnit = (id: string, version: number, body: UnitEdit) =>
  unwrap(
    api.PATCH('/api/v1/units/{unit_id}', {
      params: { path: { unit_id: id }, header: { 'If-Match': etagOf(version) } },
      body,
    }),
  )

export const closeUnit = (id: string, body: Schemas['CloseIn']) =>
  unwrap(api.POST('/api/v1/units/{unit_id}/close', { params: { path: { unit_id: id } }, body }))

export const useSequences = () =>
  useQuery({
    queryKey: [...UNITS, 'sequences'],
    queryFn: () => unwrap(api.GET('/api/v1/sequences')),
    staleTime: 60_000,
  })

export const createSequence = (body: Schemas['SequenceIn']) => unwrap(api.POST('/api/v1/sequences', { body }))

export const editSequence = ({ id, version }: Sequence, body: Schemas['SequenceEdit']) =>
  unwrap(
    api.PATCH('/api/v1/sequences/{sequence_id}', {
      params: { path: { sequence_id: id }, header: { 'If-Match': etagOf(version) } },
      body,
    }),
  )

export type ImportAction = Schemas['ImportAction']
export type ImportRow = Schemas['ImportRow']
/** What a file would change in the register. Nothing is changed before `confirmImport`. */
export type UnitImport = Schemas['ImportOut']

export const uploadUnits = (file: File) => upload<UnitImport>('/unit-imports', file)

export const confirmImport = (id: string) =>
  unwrap(api.POST('/api/v1/unit-imports/{import_id}/confirm', { params: { path: { import_id: id } } }))
