import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCan } from '@/api/session'
import { StatusMark } from '@/components/StatusMark'
import { useCount } from '@/features/results/figures'
import { useSummary } from './api'

/** Beside the publication: how many comments nobody has decided on yet. Nothing when there are none, or for other readers. */
export function Undecided({ roundId }: { roundId: string }) {
  const { t } = useTranslation('comments')
  const can = useCan()
  const count = useCount()
  const { data } = useSummary(roundId, can('comment.read') && can('result.read'))
  const left = (data?.progress?.pending ?? 0) + (data?.progress?.unprepared ?? 0)
  if (left === 0) return null
  return (
    <div className="py-panel py-undecided">
      <StatusMark level="watch">{t('undecided', { count: count(left) })}</StatusMark>{' '}
      <Link to={`/rounds/${roundId}/comments`}>{t('toDesk')}</Link>
    </div>
  )
}
