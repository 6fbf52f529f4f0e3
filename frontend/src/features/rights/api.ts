import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '@/api/client'
import type { components, operations } from '@/api/schema.gen'

export type Grant = components['schemas']['GrantOut']
export type GrantState = components['schemas']['GrantState']
export type Rights = components['schemas']['RightsOut']
export type Permission = components['schemas']['PermissionOut']

type GrantQuery = NonNullable<operations['grants_list_grants']['parameters']['query']>

export const GRANTS = ['grants'] as const
export const RIGHTS = ['rights'] as const

export const useGrants = (query: GrantQuery) =>
  useQuery({
    queryKey: [...GRANTS, query],
    queryFn: () => unwrap(api.GET('/api/v1/grants', { params: { query } })),
    placeholderData: (before) => before,
  })

export const useRights = () =>
  useQuery({ queryKey: RIGHTS, queryFn: () => unwrap(api.GET('/api/v1/rights')) })

const at = (grant: Grant) => ({ path: { grant_id: grant.id } })

export const confirmGrant = (grant: Grant) =>
  unwrap(api.POST('/api/v1/grants/{grant_id}/confirm', { params: at(grant) }))

export const refuseGrant = (grant: Grant, note: string) =>
  unwrap(api.POST('/api/v1/grants/{grant_id}/refuse', { params: at(grant), body: { note } }))

export const withdrawGrant = (grant: Grant) =>
  unwrap(api.POST('/api/v1/grants/{grant_id}/withdraw', { params: at(grant) }))
