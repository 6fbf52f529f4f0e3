import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'

type Schemas = components['schemas']
/** One version of the words of a system: 对接词表. Number 0 comes with the program. */
export type Adapter = Schemas['AdapterOut']
export type AdapterIn = Schemas['AdapterIn']
export type WordTable = Schemas['WordTable']
export type CaseState = Schemas['CaseState']
export type Channel = Schemas['Channel']
export type IdentityMode = Schemas['IdentityMode']

/** Begins the key of every query about words of other systems. */
export const ADAPTERS = ['adapters'] as const

/** What is in force, of every system. */
export const useAdapters = () =>
  useQuery({
    queryKey: [...ADAPTERS, 'list'],
    queryFn: () => unwrap(api.GET('/api/v1/adapters')),
    select: ({ items }) => items,
  })

/** Every version of one system, newest first. */
export const useAdapterVersions = (system: string, enabled = true) =>
  useQuery({
    queryKey: [...ADAPTERS, 'system', system],
    queryFn: () =>
      unwrap(api.GET('/api/v1/adapters/{source_system}', { params: { path: { source_system: system } } })),
    select: ({ items }) => items,
    enabled,
  })

export const addAdapter = (system: string, body: AdapterIn) =>
  unwrap(api.POST('/api/v1/adapters/{source_system}', { params: { path: { source_system: system } }, body }))

const path = (system: string) => `/system/adapters/${encodeURIComponent(system)}`

export const adapterPath = path
/** Where the next version is written; `from` is the number of the version that it begins with, else the newest. */
export const editPath = (system: string, from?: number): string =>
  `${path(system)}/edit${from === undefined ? '' : `?from=${from}`}`
/** Where the first version of a system is written, beginning with the words of another one ('' for none). */
export const newPath = (system: string, like: string): string =>
  `${path(system)}/edit${like === '' ? '' : `?like=${encodeURIComponent(like)}`}`
