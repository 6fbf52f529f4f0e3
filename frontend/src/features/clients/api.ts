import { useQuery } from '@tanstack/react-query'
import { api, etagOf, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'

type Schemas = components['schemas']
/** A system that asks by the API: 对接系统. */
export type Client = Schemas['ClientOut']
export type ClientIn = Schemas['ClientIn']
export type ClientEdit = Schemas['ClientEdit']
export type ClientState = Schemas['ClientState']
export type Credential = Schemas['CredentialOut']
/** A new secret, which is shown once. */
export type Secret = Schemas['ClientSecretOut']
export type Scope = Schemas['Scope']

/** Begins the key of every query about client systems. */
export const CLIENTS = ['clients'] as const

export interface ClientFilters extends Record<string, string> {
  sort: Schemas['ClientSort']
}

interface ClientQuery {
  sort?: Schemas['ClientSort']
  limit?: number
  cursor?: string
}

export const useClients = (query: ClientQuery) =>
  useQuery({
    queryKey: [...CLIENTS, 'list', query],
    queryFn: () => unwrap(api.GET('/api/v1/clients', { params: { query } })),
    placeholderData: (before) => before,
  })

export const useClient = (id: string) =>
  useQuery({
    queryKey: [...CLIENTS, 'id', id],
    queryFn: () => unwrap(api.GET('/api/v1/clients/{client_id}', { params: { path: { client_id: id } } })),
  })

const at = ({ id }: Client) => ({ client_id: id })
const of = (client: Client, credential: Credential) => ({ ...at(client), credential_id: credential.id })

export const createClient = (body: ClientIn) => unwrap(api.POST('/api/v1/clients', { body }))

export const editClient = (client: Client, version: number, body: ClientEdit) =>
  unwrap(
    api.PATCH('/api/v1/clients/{client_id}', {
      params: { path: at(client), header: { 'If-Match': etagOf(version) } },
      body,
    }),
  )

export const addSecret = (client: Client, expires_at: string | null) =>
  unwrap(
    api.POST('/api/v1/clients/{client_id}/secrets', { params: { path: at(client) }, body: { expires_at } }),
  )

export const addKey = (client: Client, body: Schemas['KeyIn']) =>
  unwrap(api.POST('/api/v1/clients/{client_id}/keys', { params: { path: at(client) }, body }))

export const endLater = (client: Client, credential: Credential, expires_at: string) =>
  unwrap(
    api.PATCH('/api/v1/clients/{client_id}/credentials/{credential_id}', {
      params: { path: of(client, credential) },
      body: { expires_at },
    }),
  )

export const endNow = (client: Client, credential: Credential) =>
  unwrap(
    api.DELETE('/api/v1/clients/{client_id}/credentials/{credential_id}', {
      params: { path: of(client, credential) },
    }),
  )
