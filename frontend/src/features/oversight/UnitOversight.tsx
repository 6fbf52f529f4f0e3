import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Panel } from '@/components/PageHeader'
import { StatusMark } from '@/components/StatusMark'
import { useDashboard } from '@/features/results/api'
import { percent, ratio } from '@/features/results/figures'

/** The oversight part of a unit's page; nothing where the unit is not in the reader's sight. */
export function UnitOversight({ unitId }: { unitId: string }) {
  const { t, i18n } = useTranslation('oversight')
  const found = useDashboard({}).data?.units.find(({ unit_id }) => unit_id === unitId)?.oversight
  if (!found) return null
  const { yellow, red, bad_ratings: bad, on_time: rate } = found
  const counts = [
    { name: 'red', count: red, to: `/oversight/cards?unit=${unitId}&level=red` },
    { name: 'yellow', count: yellow, to: `/oversight/cards?unit=${unitId}&level=yellow` },
    { name: 'bad', count: bad, to: `/oversight/ratings?unit=${unitId}` },
  ] as const
  return (
    <Panel
      title={t('panel.title')}
      note={t('panel.note')}
      actions={<Link to={`/oversight?unit=${unitId}`}>{t('panel.more')}</Link>}
    >
      <dl className="py-facts-list">
        {counts.map(({ name, count, to }) => (
          <div key={name} className="py-fact">
            <dt>{t(`panel.${name}`)}</dt>
            <dd>
              {count === 0 ? (
                0
              ) : (
                <StatusMark level="watch">
                  <Link to={to}>{count}</Link>
                </StatusMark>
              )}
            </dd>
          </div>
        ))}
        <dt>{t('panel.onTime')}</dt>
        <dd>
          {rate.denominator === 0 ? (
            t('panel.nothing')
          ) : (
            <>
              {percent(rate.percent)}{' '}
              <span className="py-minor">{t('panel.ratio', { ratio: ratio(rate, i18n.language) })}</span>
            </>
          )}
        </dd>
      </dl>
    </Panel>
  )
}
