import type { Channel, Registration } from '../api'

/** What the form holds: days and times as the browser's fields give them, in the local zone of the office. */
export interface Intake extends Omit<Registration, 'received_at' | 'external_due' | 'contact'> {
  received: string
  external_day: string | null
  contact: Record<'name' | 'phone' | 'id_number' | 'address' | 'email', string>
}

/** The channels that the staff takes down; the others register by themselves. */
export const CHANNELS = [
  'hotline',
  'letter',
  'visit',
  'mayor_mailbox',
  'reception_day',
] as const satisfies Channel[]

export const EMPTY: Partial<Intake> = {
  channel: 'hotline',
  mode: 'confidential',
  received: '',
  external_day: null,
  unit_id: null,
  about_head: false,
  subject: '',
  wish: '',
  persons: 1,
}

const ZONE = '+08:00'
const DAY = 24 * 60 * 60 * 1000

export function registrationOf(values: Intake): Registration {
  const { received, external_day, contact, pin, source_system, source_id, ...rest } = values
  return {
    ...rest,
    contact: rest.mode === 'anonymous' ? null : contact,
    pin: pin || null,
    source_system: source_system || null,
    source_id: source_id || null,
    received_at: received ? `${received}:00${ZONE}` : null,
    external_due: external_day ? endOf(external_day) : null,
  }
}

/** A limit ends with its last day. */
const endOf = (day: string) => new Date(new Date(`${day}T00:00:00${ZONE}`).getTime() + DAY).toISOString()
