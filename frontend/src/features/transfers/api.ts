import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, etagOf, unwrap } from '@/api/client'
import type { components, operations } from '@/api/schema.gen'
import { download, upload } from '@/api/transfer'

type Schemas = components['schemas']
export type Transfer = Schemas['TransferOut']
export type TransferItem = Schemas['TransferItem']
export type TransferState = Schemas['TransferState']
export type TransferFilter = Schemas['TransferFilter']
export type TransferSort = Schemas['TransferSort']
export type TransferAction = Schemas['TransferAction']
export type SupervisionOrder = Schemas['TransferSupervision']
export type TransferFile = Schemas['TransferAttachment']
export type RequestState = Schemas['RequestState']
export type Draft = Schemas['DraftIn']
type TransferQuery = NonNullable<operations['transfers_list_transfers']['parameters']['query']>

/** Begins the key of every query about transfer orders. */
export const TRANSFERS = ['transfers'] as const

const at = (id: string) => ({ path: { order_id: id } })
const replacing = (id: string, version: number) => ({
  params: { ...at(id), header: { 'If-Match': etagOf(version) } },
})

export const useTransfers = (query: TransferQuery) =>
  useQuery({
    queryKey: [...TRANSFERS, 'list', query],
    queryFn: () => unwrap(api.GET('/api/v1/transfers', { params: { query } })),
    placeholderData: (before) => before,
  })

export const transferQuery = (id: string) =>
  queryOptions({
    queryKey: [...TRANSFERS, id],
    queryFn: () => unwrap(api.GET('/api/v1/transfers/{order_id}', { params: at(id) })),
  })

export const sign = (id: string) => unwrap(api.POST('/api/v1/transfers/{order_id}/sign', { params: at(id) }))

export const saveDraft = (id: string, version: number, body: Draft) =>
  unwrap(api.PUT('/api/v1/transfers/{order_id}/draft', { ...replacing(id, version), body }))

export const approve = (id: string, version: number) =>
  unwrap(api.POST('/api/v1/transfers/{order_id}/approve', replacing(id, version)))

export const writeMessage = (id: string, body: Schemas['MessageIn']) =>
  unwrap(api.POST('/api/v1/transfers/{order_id}/messages', { params: at(id), body }))

export const askReturn = (id: string, body: Schemas['ReturnIn']) =>
  unwrap(api.POST('/api/v1/transfers/{order_id}/returns', { params: at(id), body }))

export const askExtension = (id: string, body: Schemas['ExtensionIn']) =>
  unwrap(api.POST('/api/v1/transfers/{order_id}/extensions', { params: at(id), body }))

const ofOrder = (id: string, supervision: string) => ({
  params: { path: { order_id: id, supervision_id: supervision } },
})

export const acknowledge = (id: string, supervision: string) =>
  unwrap(
    api.POST(
      '/api/v1/transfers/{order_id}/supervision-orders/{supervision_id}/acknowledge',
      ofOrder(id, supervision),
    ),
  )

export const report = (id: string, supervision: string, body: Schemas['ReportIn']) =>
  unwrap(
    api.POST('/api/v1/transfers/{order_id}/supervision-orders/{supervision_id}/report', {
      ...ofOrder(id, supervision),
      body,
    }),
  )

export const attachFile = (id: string, file: File) => upload<Transfer>(`/transfers/${id}/attachments`, file)

export const openFile = (id: string, file: string) => download(`/transfers/${id}/attachments/${file}`)

export const removeFile = (id: string, file: string) =>
  unwrap(
    api.DELETE('/api/v1/transfers/{order_id}/attachments/{attachment_id}', {
      params: { path: { order_id: id, attachment_id: file } },
    }),
  )
