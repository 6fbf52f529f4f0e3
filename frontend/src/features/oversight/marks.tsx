import { useTranslation } from 'react-i18next'
import { formatDateTime, lastDay } from '@/components/dates'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import type { Card, CardLevel, Rating, ServiceRecord } from './api'
import './oversight.css'

const CLOCKS: Record<ServiceRecord['clock'], StatusLevel> = {
  none: 'none',
  running: 'none',
  near: 'watch',
  paused: 'none',
  late: 'overdue',
  beyond_law: 'overdue',
  in_time: 'done',
}

/** Where a record stands with its dates: the shape and the words say it, the colour only helps. */
export function Clock({ record }: { record: ServiceRecord }) {
  const { t, i18n } = useTranslation('oversight')
  const due = record.clock === 'beyond_law' ? record.legal_due : record.judged_due
  const day = due === null ? '' : dueText(due, i18n.language)
  return <StatusMark level={CLOCKS[record.clock]}>{t(`clock.${record.clock}`, { day })}</StatusMark>
}

/** A due date in words: its last day, or the time of the day where it does not end at midnight. */
export function dueText(due: string, language: string): string {
  return /T16:00:00(\.0+)?Z$/.test(due) ? lastDay(due, language) : formatDateTime(due, language)
}

/** A card by its level. The square of a colour is named beside it. */
export function LevelMark({ level }: { level: CardLevel }) {
  const { t } = useTranslation('oversight')
  return (
    <span className="py-card-level">
      <span className={`py-card-shape py-card-${level}`} aria-hidden="true" />
      {t(`level.${level}`)}
    </span>
  )
}

/** Where a card stands, and by when it has to be acknowledged. */
export function CardMark({ card }: { card: Card }) {
  const { t, i18n } = useTranslation('oversight')
  const day = lastDay(card.acknowledge_due, i18n.language)
  if (card.state !== 'raised') {
    const over = card.state === 'closed' || card.state === 'withdrawn'
    return <StatusMark level={over ? 'done' : 'watch'}>{t(`card.state.${card.state}`)}</StatusMark>
  }
  return (
    <StatusMark level={card.overdue ? 'overdue' : 'watch'}>
      {card.overdue ? t('card.signLate', { day }) : t('card.signBy', { day })}
    </StatusMark>
  )
}

/** Where the follow-up of a rating stands. */
export function RatingMark({ rating }: { rating: Rating }) {
  const { t } = useTranslation('oversight')
  const over = rating.ended_at !== null || rating.state === 'settled'
  const level = over ? 'done' : rating.overdue ? 'overdue' : 'watch'
  return <StatusMark level={level}>{t(`rating.state.${rating.state}`)}</StatusMark>
}

/** Until when a bad rating is to be followed up. */
export function RatingDue({ rating }: { rating: Rating }) {
  const { t, i18n } = useTranslation('oversight')
  if (rating.due === null || rating.ended_at !== null) return t('none')
  const day = lastDay(rating.due, i18n.language)
  return rating.overdue ? (
    <StatusMark level="overdue">{t('rating.lateBy', { day })}</StatusMark>
  ) : (
    t('rating.dueBy', { day })
  )
}

const WORDS = [1, 2, 3, 4, 5] as const

/** 1 to 5 in the words of the standard. */
export function useRatingWord(): (level: number) => string {
  const { t } = useTranslation('oversight')
  return (level) => {
    const known = WORDS.find((one) => one === level)
    return known === undefined ? String(level) : t(`rating.levels.${known}`)
  }
}
