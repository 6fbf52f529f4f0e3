import { useTranslation } from 'react-i18next'
import { formatDate } from '@/components/dates'
import type { RoundSummary } from './api'

type Dates = Pick<RoundSummary, 'planned_open' | 'planned_close' | 'opened_at' | 'closed_at'>

/** When people answer: the days on which it really began and ended, else the planned ones, which say so. */
export function RoundDates({ round }: { round: Dates }) {
  const { t, i18n } = useTranslation('rounds')
  const { opened_at, closed_at, planned_open, planned_close } = round
  const from = opened_at ?? planned_open
  const to = closed_at ?? planned_close
  if (from === null && to === null) return t('list.noDates')
  const planned = opened_at === null || (closed_at === null && planned_close !== null)
  const day = (date: string | null) => formatDate(date, i18n.language)
  return (
    <span className="py-nowrap">
      {from === null
        ? t('list.until', { to: day(to) })
        : to === null
          ? t('list.from', { from: day(from) })
          : t('list.range', { from: day(from), to: day(to) })}
      {planned && <span className="py-caption"> {t('list.planned')}</span>}
    </span>
  )
}
