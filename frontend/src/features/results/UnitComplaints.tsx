import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Panel } from '@/components/PageHeader'
import { StatusMark } from '@/components/StatusMark'
import { Suppressed } from '@/components/Suppressed'
import { type Complaints, useDashboard } from './api'
import { ComplaintCount } from './ComplaintCount'
import { percent, ratio } from './figures'

/** The complaints part of a unit's page; nothing for readers who get no figures of complaints. */
export function UnitComplaints({ unitId }: { unitId: string }) {
  const unit = useDashboard({}).data?.units.find(({ unit_id }) => unit_id === unitId)
  return unit?.complaints ? <Counted complaints={unit.complaints} /> : null
}

function Counted({ complaints }: { complaints: Complaints }) {
  const { t, i18n } = useTranslation('results')
  const { open, overdue, on_time: rate } = complaints
  return (
    <Panel
      title={t('complaints.title')}
      note={t('complaints.note')}
      actions={<Link to="/complaints/figures">{t('complaints.more')}</Link>}
    >
      <dl className="py-facts-list">
        <dt>{t('complaints.open')}</dt>
        <dd>
          <ComplaintCount count={open} />
        </dd>
        <dt>{t('complaints.overdue')}</dt>
        <dd>
          {overdue ? (
            <StatusMark level="overdue">
              <ComplaintCount count={overdue} />
            </StatusMark>
          ) : (
            <ComplaintCount count={overdue} />
          )}
        </dd>
        <dt>{t('complaints.onTime')}</dt>
        <dd>
          {rate === null ? (
            <Suppressed />
          ) : rate.denominator === 0 ? (
            t('complaints.noneAnswered')
          ) : (
            <>
              {percent(rate.percent)}{' '}
              <span className="py-minor">
                {t('complaints.orders', { ratio: ratio(rate, i18n.language) })}
              </span>
            </>
          )}
        </dd>
      </dl>
    </Panel>
  )
}
