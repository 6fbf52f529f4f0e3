import type { Client, ClientEdit, ClientIn } from './api'

/** What the form holds: networks one a line, the end as the last day on which the system is let in. */
export interface Values extends Omit<ClientIn, 'unit_ids' | 'networks' | 'expires_at'> {
  unit_ids?: string[]
  networks?: string
  expires_at?: string | null
}

const ZONE = 'Asia/Shanghai'
const DAY = 24 * 60 * 60 * 1000

/** A limit ends with its last day. */
export const endOf = (day: string) =>
  new Date(new Date(`${day}T00:00:00+08:00`).getTime() + DAY).toISOString()

/** The last day before an instant, as `YYYY-MM-DD`. */
export const lastDayBefore = (instant: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(new Date(instant).getTime() - 1)

export function valuesOf(client: Client | null): Partial<Values> {
  if (client === null) return { scopes: [], all_units: false, unit_ids: [], per_minute: 600, sandbox: false }
  const { name, purpose, owner_unit_id, contact, scopes, all_units, unit_ids, per_minute, sandbox } = client
  return {
    ...{ name, purpose, owner_unit_id, contact, scopes, all_units, unit_ids, per_minute, sandbox },
    networks: client.networks.join('\n'),
    expires_at: client.expires_at === null ? null : lastDayBefore(client.expires_at),
  }
}

/** What the API is sent for a new system. */
export function clientOf(values: Values): ClientIn {
  const { networks = '', expires_at, unit_ids = [], ...rest } = values
  return {
    ...rest,
    unit_ids: rest.all_units ? [] : unit_ids,
    networks: networks
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    expires_at: expires_at ? endOf(expires_at) : null,
  }
}

/**
 * What of a system changes: fields left as they were are not sent. An end in the past would be refused, and one at
 * some hour of a day would be moved.
 */
export function changesOf(client: Client, values: Values): ClientEdit {
  const before: ClientIn = clientOf(valuesOf(client) as Values)
  const after: ClientIn = clientOf(values)
  const names = (Object.keys(after) as (keyof ClientIn)[]).filter(
    (name) => JSON.stringify(sorted(after[name])) !== JSON.stringify(sorted(before[name])),
  )
  return Object.fromEntries(names.map((name) => [name, after[name]]))
}

const sorted = (value: unknown): unknown => (Array.isArray(value) ? [...(value as string[])].sort() : value)
