import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, etagOf, unwrap } from '@/api/client'
import type { components, operations } from '@/api/schema.gen'

type Schemas = components['schemas']
export type CaseHeader = Schemas['CaseHeader']
export type CaseDetail = Schemas['CaseDetail']
export type CaseState = Schemas['CaseState']
export type CaseClock = Schemas['ClockOut']
export type CaseRequest = Schemas['RequestOut']
export type CaseEvent = Schemas['EventOut']
export type CaseResult = Schemas['ResultOut']
export type CaseEdit = Schemas['CaseEdit']
export type TransferOrder = Schemas['OrderOut']
export type SupervisionOrder = Schemas['SupervisionOut']
export type Identity = Schemas['IdentityOut']
export type Registration = Schemas['RegisterIn']
export type Registered = Schemas['StaffRegistered']
export type Basis = Schemas['BasisOut']
export type Channel = Schemas['Channel']
export type CaseSort = Schemas['CaseSort']
export type DocumentKind = Schemas['DocumentKind']
type CaseQuery = NonNullable<operations['complaints_list_complaints']['parameters']['query']>

/** Begins the key of every query about cases. */
export const CASES = ['complaints'] as const

const at = (id: string) => ({ path: { case_id: id } })

export const useCases = (query: CaseQuery, enabled = true) =>
  useQuery({
    queryKey: [...CASES, 'list', query],
    queryFn: () => unwrap(api.GET('/api/v1/complaints', { params: { query } })),
    placeholderData: (before) => before,
    enabled,
  })

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: [...CASES, 'case', id],
    queryFn: () => unwrap(api.GET('/api/v1/complaints/{case_id}', { params: at(id) })),
  })

export const useSupervision = (id: string) =>
  useQuery({
    queryKey: [...CASES, 'supervision', id],
    queryFn: () => unwrap(api.GET('/api/v1/complaints/{case_id}/supervision-orders', { params: at(id) })),
  })

export const useCategories = () =>
  useQuery({
    queryKey: [...CASES, 'categories'],
    queryFn: () => unwrap(api.GET('/api/v1/complaints/categories')),
    staleTime: 60_000,
  })

export const useOfficers = () =>
  useQuery({
    queryKey: [...CASES, 'officers'],
    queryFn: () => unwrap(api.GET('/api/v1/complaints/officers')),
  })

type Prefix = '/api/v1/complaints/{case_id}/'
/**
 * Does a step, named by the end of its path: an action of the case, or what is done beside them. Its body is checked by
 * the server, whose problems the form shows at their fields. What comes back is the case, or what was added to it; the
 * page reads the case anew in either case.
 */
export const doStep = (id: string, step: string, body: unknown, version: number): Promise<unknown> =>
  unwrap(
    // All of them take a case, a body and If-Match; the client's types know one path at a time.
    api.POST(`/api/v1/complaints/{case_id}/${step}` as `${Prefix}close`, {
      params: { ...at(id), header: { 'If-Match': etagOf(version) } },
      body: body as Schemas['PlainBody'],
    }),
  )

export const editCase = (id: string, version: number, body: CaseEdit) =>
  unwrap(
    api.PATCH('/api/v1/complaints/{case_id}', {
      params: { ...at(id), header: { 'If-Match': etagOf(version) } },
      body,
    }),
  )

export const readOriginal = (id: string) =>
  unwrap(api.POST('/api/v1/complaints/{case_id}/original', { params: at(id) }))

export const readBasis = (id: string) =>
  unwrap(api.POST('/api/v1/complaints/{case_id}/basis', { params: at(id) }))

export const lookAtIdentity = (id: string, request: string) =>
  unwrap(
    api.POST('/api/v1/complaints/{case_id}/identity-accesses/{request_id}/look', {
      params: { path: { case_id: id, request_id: request } },
    }),
  )

export const registerCase = (body: Registration, key: string) =>
  unwrap(api.POST('/api/v1/complaints', { params: { header: { 'Idempotency-Key': key } }, body }))
