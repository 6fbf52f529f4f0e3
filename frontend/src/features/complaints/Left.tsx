import { useTranslation } from 'react-i18next'
import { lastDay } from '@/components/dates'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import type { CaseHeader, CaseState } from './api'

const LEVELS: Record<CaseHeader['level'], StatusLevel> = { none: 'none', yellow: 'watch', red: 'overdue' }

interface Limit {
  /** The first instant that is too late. */
  due: string | null
  days_left: number | null
  level: CaseHeader['level']
  paused?: boolean
}

/** How long is left of a limit, in working days as the server counts them, with the last day of it. */
export function Left({ limit, provisional = false }: { limit: Limit; provisional?: boolean }) {
  const { t } = useTranslation('complaints')
  const { due, days_left: days, level, paused } = limit
  if (due === null || days === null) return <span className="py-caption">{t('left.none')}</span>
  if (paused) return <StatusMark level="none">{t('left.paused')}</StatusMark>
  const passed = new Date(due) <= new Date()
  return (
    <StatusMark level={passed ? 'overdue' : LEVELS[level]}>
      {passed
        ? days < 0
          ? t('left.late', { count: -days })
          : t('left.over')
        : days === 0
          ? t('left.today')
          : t('left.days', { count: days })}
      {provisional && t('left.provisional')}
    </StatusMark>
  )
}

/** The last day of a limit: `due` is the instant that ends it. */
export function useLastDay(): (due: string) => string {
  const { i18n } = useTranslation()
  return (due) => lastDay(due, i18n.language)
}

/** Where a case stands. Colour is left to the dates, which say what is urgent. */
export function CaseStateMark({ state }: { state: CaseState }) {
  const { t } = useTranslation('complaints')
  return <StatusMark level={state === 'closed' ? 'done' : 'none'}>{t(`state.${state}`)}</StatusMark>
}
