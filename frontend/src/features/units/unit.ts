import type { Unit } from './api'

export const unitPath = ({ code }: Pick<Unit, 'code'>): string => `/units/${encodeURIComponent(code)}`

/** Today in the zone of all local dates, as `YYYY-MM-DD`. */
export function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
}

/** Whether the last day of the unit has passed. */
export const isClosed = ({ active_to }: Unit): boolean => Boolean(active_to && active_to < today())
