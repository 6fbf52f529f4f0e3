import { useTranslation } from 'react-i18next'
import { StatusMark } from '@/components/StatusMark'
import type { DashboardUnit } from '@/features/results/api'

/** What needs attention, and why, as text. Nothing where all is well, except for screen readers. */
export function Status({ status }: Pick<DashboardUnit, 'status'>) {
  const { t } = useTranslation('dashboard')
  if (status.level === 'none') return <span className="py-hidden">{t('table.normal')}</span>
  return (
    <StatusMark level={status.level}>
      <span className="py-hidden">{t(`table.${status.level}`)}</span>
      {status.reasons.map(({ text }) => text).join(t('join'))}
    </StatusMark>
  )
}
