import { useTranslation } from 'react-i18next'
import { formatDate } from '@/components/dates'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import type { TransferItem } from './api'

const LEVELS: Record<TransferItem['level'], StatusLevel> = { none: 'none', yellow: 'watch', red: 'overdue' }

/** By when the unit has to answer, and how urgent that is. */
export function Due({ order }: { order: TransferItem }) {
  const { t, i18n } = useTranslation('transfers')
  const day = formatDate(order.due_on, i18n.language)
  if (order.paused) return <StatusMark level="none">{t('due.paused')}</StatusMark>
  return (
    <StatusMark level={LEVELS[order.level]}>
      {t(`due.${order.level}`, { day })}
      {order.provisional && <span className="py-caption"> {t('due.provisional')}</span>}
    </StatusMark>
  )
}

/** Where an order stands. */
export function OrderState({ order }: { order: TransferItem }) {
  const { t, i18n } = useTranslation('transfers')
  const level: StatusLevel = order.state === 'sent' ? 'watch' : order.state === 'answered' ? 'done' : 'none'
  return (
    <StatusMark level={order.state === 'finished' ? 'done' : level}>
      {order.sign_by === null
        ? t(`state.${order.state}`)
        : t('state.signBy', { day: formatDate(order.sign_by, i18n.language) })}
    </StatusMark>
  )
}
