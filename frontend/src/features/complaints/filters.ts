import type { ListQuery } from '@/components/useListState'
import type { CaseSort, CaseState, Channel } from './api'

/** In the order of a case's life. */
export const STATES = [
  'registered',
  'supplementing',
  'accepted',
  'dispatched',
  'handling',
  'reply_review',
  'replied',
  'reviewing',
  'closed',
  'not_accepted',
  'transferred_out',
  'withdrawn',
  'merged',
  'terminated',
] as const satisfies CaseState[]

export const SCOPES = ['open', 'ended', 'all'] as const

export const CHANNELS = [
  'web',
  'hotline',
  'letter',
  'visit',
  'mayor_mailbox',
  'reception_day',
  'api',
] as const satisfies Channel[]

export interface Filters extends Record<string, string> {
  q: string
  /** One state, or several at once. */
  state: CaseState | (typeof SCOPES)[number]
  overdue: '' | 'true'
  officer: '' | 'mine' | 'none'
  unit: string
  category: string
  channel: '' | Channel
  sort: CaseSort
}

export const DEFAULTS: Filters = {
  q: '',
  state: 'open',
  overdue: '',
  officer: '',
  unit: '',
  category: '',
  channel: '',
  sort: 'next_due',
}

/** What the API is asked for the filters in the address. */
export function queryOf({ state = 'open', officer, overdue, ...query }: ListQuery<Filters>) {
  const scope = SCOPES.find((one) => one === state)
  return {
    ...query,
    ...(scope ? { scope } : { scope: 'all' as const, state: state as CaseState }),
    ...(officer === undefined ? {} : { mine: officer === 'mine', unassigned: officer === 'none' }),
    ...(overdue === undefined ? {} : { overdue: true }),
  }
}
