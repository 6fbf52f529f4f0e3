import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { lastDay } from '@/components/dates'
import type { CaseEvent } from './api'

type T = TFunction<'complaints'>

/**
 * How the codes of the data read, by their names there. Which codes a list has is the server's matter: the types name
 * one of each.
 */
const CODES = {
  channel: (t: T, code: 'web') => t(`channel.${code}`),
  handling: (t: T, code: 'self') => t(`handling.${code}`),
  level: (t: T, code: 'remind') => t(`supervision.level.${code}`),
  kind: (t: T, code: 'transfer') => t(`documents.kind.${code}`),
  clock: (t: T, code: 'total') => t(`clock.${code}`),
  conclusion: (t: T, code: 'true') => t(`conclusion.${code}`),
  outcome: (t: T, code: 'reached') => t(`outcome.${code}`),
  rating: (t: T, code: 'satisfied') => t(`rating.${code}`),
  reason: (t: T, code: 'no_facts') => t(`reasonOf.${code}`),
  cause: (t: T, code: 'objective') => t(`cause.${code}`),
  pause: (t: T, code: 'experts') => t(`pauseCause.${code}`),
}

/** What a cause is the cause of, where it is not dissatisfaction. */
const CAUSES: Record<string, keyof typeof CODES> = { ask_pause: 'pause', ask_termination: 'reason' }

const FIELDS = { summary: 'summary', category: 'category', unit_id: 'unit' } as const

/** The data that are told, in this order. */
const NAMES = [
  ...[
    'channel',
    'handling',
    'level',
    'kind',
    'order',
    'orders',
    'clock',
    'conclusion',
    'outcome',
    'rating',
    'flagged',
  ],
  ...['on_time', 'cause', 'reason', 'amount', 'days', 'times', 'missing', 'before', 'after', 'until'],
  ...['destination', 'where_to_go', 'ex_officio', 'fields'],
]

/** What the data of an event mean in words: codes by the closed lists, numbers and dates as they are. */
export function useEventDetails(): (event: CaseEvent) => string[] {
  const { t, i18n } = useTranslation('complaints')
  return ({ action, data }) =>
    // The level of a printed order is its name.
    NAMES.filter((name) => name !== 'kind' || data['level'] === undefined)
      .map((name) => detailOf(t, i18n.language, action, name, data[name]))
      .filter((text) => text !== '')
}

function detailOf(t: T, language: string, action: string, name: string, value: unknown): string {
  if (Array.isArray(value)) return listOf(t, name, value.map(String))
  if (typeof value === 'boolean') return flagOf(t, name, value)
  if (typeof value === 'number') return numberOf(t, name, value)
  if (typeof value !== 'string' || value === '') return ''
  if (name in CODES) return codeOf(t, action, name as keyof typeof CODES, value)
  if (name === 'destination' || name === 'where_to_go') return t(`detail.${name}`, { text: value })
  if (name === 'before' || name === 'after' || name === 'until')
    return t(`detail.${name}`, { day: lastDay(value, language) })
  return value
}

function codeOf(t: T, action: string, name: keyof typeof CODES, value: string): string {
  const read = CODES[name === 'cause' ? (CAUSES[action] ?? name) : name]
  return (read as (t: T, code: string) => string)(t, value)
}

function listOf(t: T, name: string, values: string[]): string {
  if (name !== 'fields') return values.join('、')
  const fields = values.filter((one) => one in FIELDS) as (keyof typeof FIELDS)[]
  return fields.map((one) => t(`field.${FIELDS[one]}`)).join('、')
}

function flagOf(t: T, name: string, value: boolean): string {
  if (name === 'on_time') return t(value ? 'detail.onTime' : 'detail.late')
  if (name === 'flagged') return value ? t('results.flagged') : ''
  return name === 'ex_officio' && value ? t('value.exOfficio') : ''
}

function numberOf(t: T, name: string, count: number): string {
  const counted = name === 'amount' || name === 'days' || name === 'times' || name === 'missing'
  return counted ? t(`detail.${name}`, { count }) : ''
}
