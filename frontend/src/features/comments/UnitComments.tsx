import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Panel } from '@/components/PageHeader'
import { useCount } from '@/features/results/figures'
import { useOfUnit } from './api'

/** On a unit's page: the way to what was written about it in published rounds, where the reader may see it. */
export function UnitComments({ unitId }: { unitId: string }) {
  const { t } = useTranslation('comments')
  const count = useCount()
  const rounds = useOfUnit(unitId).data?.items ?? []
  if (rounds.length === 0) return null
  return (
    <Panel title={t('ofUnit.title')} note={t('ofUnit.note')}>
      <ul className="py-plain-list">
        {rounds.map(({ round, released }) => (
          <li key={round.id}>
            <Link to={`/rounds/${round.id}/comments?state=released&unit=${unitId}`}>{round.title}</Link>{' '}
            <span className="py-minor">{t('ofUnit.count', { count: count(released) })}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
