import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { formatDate } from '@/components/dates'
import type { CaseEvent } from './api'

/** What the data of an event mean in words: codes by the closed lists, numbers and dates as they are. */
export function useEventDetails(): (event: CaseEvent) => string[] {
  const { t, i18n } = useTranslation('complaints')
  return ({ action, data }) =>
    Object.entries(data)
      .map(([name, value]) => detailOf(t, i18n.language, action, name, value))
      .filter((text) => text !== '')
}

function detailOf(
  t: TFunction<'complaints'>,
  language: string,
  action: string,
  name: string,
  value: unknown,
): string {
  const many = Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
  if (typeof value === 'number') {
    if (name === 'amount' || name === 'days' || name === 'times' || name === 'missing')
      return t(`detail.${name}`, { count: value })
    return ''
  }
  if (name === 'orders') return many.join('、')
  if (name === 'fields') return many.map((field) => t(`field.${fieldOf(field)}`)).join('、')
  if (name === 'on_time') return t(value === true ? 'detail.onTime' : 'detail.late')
  if (name === 'ex_officio' && value === true) return t('value.exOfficio')
  if (typeof value !== 'string' || value === '') return ''
  switch (name) {
    case 'order':
      return value
    case 'channel':
      return t(`channel.${value as 'web'}`)
    case 'handling':
      return t(`handling.${value as 'self'}`)
    case 'conclusion':
      return t(`conclusion.${value as 'true'}`)
    case 'outcome':
      return t(`outcome.${value as 'reached'}`)
    case 'rating':
      return t(`rating.${value as 'satisfied'}`)
    case 'clock':
      return t(`clock.${value as 'total'}`)
    case 'level':
      return t(`supervision.level.${value as 'remind'}`)
    case 'kind':
      return t(`documents.kind.${value as 'transfer'}`)
    case 'reason':
      return t(`reasonOf.${value as 'no_facts'}`)
    case 'cause':
      return causeOf(t, action, value)
    case 'destination':
    case 'where_to_go':
      return t(`detail.${name}`, { text: value })
    case 'before':
      return action === 'extend' ? t('detail.before', { day: lastDay(value, language) }) : ''
    case 'after':
      return t('detail.after', { day: lastDay(value, language) })
    case 'until':
      return t('detail.until', { day: lastDay(value, language) })
    default:
      return ''
  }
}

function causeOf(t: TFunction<'complaints'>, action: string, value: string): string {
  if (action === 'ask_pause') return t(`pauseCause.${value as 'experts'}`)
  if (action === 'ask_termination') return t(`reasonOf.${value as 'litigation'}`)
  return t(`cause.${value as 'objective'}`)
}

const FIELDS = { unit_id: 'unit', category: 'category' } as const
const fieldOf = (name: string) => (name in FIELDS ? FIELDS[name as keyof typeof FIELDS] : 'summary')

const lastDay = (due: string, language: string) =>
  formatDate(new Date(new Date(due).getTime() - 1).toISOString(), language)
