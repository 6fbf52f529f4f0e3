import { today } from '@/components/dates'
import type { Unit } from './api'

export const unitPath = ({ code }: Pick<Unit, 'code'>): string => `/units/${encodeURIComponent(code)}`

/** Whether the last day of the unit has passed. */
export const isClosed = ({ active_to }: Unit): boolean => Boolean(active_to && active_to < today())
