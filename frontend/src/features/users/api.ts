import { useQuery } from '@tanstack/react-query'
import { api, etagOf, unwrap } from '@/api/client'
import type { Role } from '@/api/roles'
import type { components, operations } from '@/api/schema.gen'

export type User = components['schemas']['UserOut']
export type UserState = components['schemas']['UserState']
export type UserIn = components['schemas']['UserIn']
export type UserSort = components['schemas']['UserSort']
/** A one-time link to set a password, with its end. */
export type Link = components['schemas']['LinkOut']

export interface UserFilters extends Record<string, string> {
  /** Only this person: where notices about somebody lead. */
  id: string
  q: string
  role: Role | ''
  state: UserState | ''
  sort: UserSort
}

type UserQuery = NonNullable<operations['users_list_users']['parameters']['query']>

export const USERS = ['users'] as const

export const useUsers = (query: UserQuery) =>
  useQuery({
    queryKey: [...USERS, query],
    queryFn: () => unwrap(api.GET('/api/v1/users', { params: { query } })),
    placeholderData: (before) => before,
  })

const at = (user: User) => ({ path: { user_id: user.id } })

export const createUser = (body: UserIn) => unwrap(api.POST('/api/v1/users', { body }))

export const editUser = (user: User, version: number, body: components['schemas']['UserEdit']) =>
  unwrap(
    api.PATCH('/api/v1/users/{user_id}', {
      params: { ...at(user), header: { 'If-Match': etagOf(version) } },
      body,
    }),
  )

export const makeLink = (user: User, reset_second_factor: boolean) =>
  unwrap(
    api.POST('/api/v1/users/{user_id}/activation-link', { params: at(user), body: { reset_second_factor } }),
  )

export const disableUser = (user: User) =>
  unwrap(api.POST('/api/v1/users/{user_id}/disable', { params: at(user) }))

export const enableUser = (user: User) =>
  unwrap(api.POST('/api/v1/users/{user_id}/enable', { params: at(user) }))

export const endSessions = (user: User) =>
  unwrap(api.DELETE('/api/v1/users/{user_id}/sessions', { params: at(user) }))
