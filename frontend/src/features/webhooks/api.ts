import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'
import type { ListQuery } from '@/components/useListState'

type Schemas = components['schemas']
export type Endpoint = Schemas['EndpointOut']
export type EndpointState = Schemas['EndpointState']
export type Delivery = Schemas['DeliveryOut']
export type DeliveryState = Schemas['DeliveryState']

export interface EndpointFilters extends Record<string, string> {
  state: EndpointState | ''
  sort: Schemas['EndpointSort']
}

export interface DeliveryFilters extends Record<string, string> {
  state: DeliveryState | ''
  sort: Schemas['DeliverySort']
}

/** Begins the key of every query about webhooks. */
export const WEBHOOKS = ['webhooks'] as const

export const useEndpoints = (query: ListQuery<EndpointFilters>) =>
  useQuery({
    queryKey: [...WEBHOOKS, 'list', query],
    queryFn: () => unwrap(api.GET('/api/v1/webhooks', { params: { query } })),
    placeholderData: (before) => before,
  })

const at = (id: string) => ({ params: { path: { endpoint_id: id } } })

export const useEndpoint = (id: string) =>
  useQuery({
    queryKey: [...WEBHOOKS, 'one', id],
    queryFn: () => unwrap(api.GET('/api/v1/webhooks/{endpoint_id}', at(id))),
  })

export const useDeliveries = (id: string, query: ListQuery<DeliveryFilters>) =>
  useQuery({
    queryKey: [...WEBHOOKS, 'deliveries', id, query],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/webhooks/{endpoint_id}/deliveries', {
          params: { path: { endpoint_id: id }, query },
        }),
      ),
    placeholderData: (before) => before,
  })

export const pauseEndpoint = (id: string) => unwrap(api.POST('/api/v1/webhooks/{endpoint_id}/pause', at(id)))

export const disableEndpoint = (id: string) =>
  unwrap(api.POST('/api/v1/webhooks/{endpoint_id}/disable', at(id)))

export const resumeEndpoint = (id: string) =>
  unwrap(api.POST('/api/v1/webhooks/{endpoint_id}/resume', at(id)))
