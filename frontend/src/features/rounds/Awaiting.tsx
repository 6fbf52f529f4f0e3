import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCan } from '@/api/session'
import { formatDateTime } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { type Awaited, useAwaiting } from './api'
import './rounds.css'

/** What waits for the lead supervisor, with the way there; nothing for everybody else, or when nothing waits. */
export function Awaiting() {
  const { t, i18n } = useTranslation('rounds')
  const can = useCan()
  const { data, error, refetch } = useAwaiting(can('round.countersign'))
  if (data === undefined) {
    return error === null ? null : <ProblemAlert error={error} onRetry={() => void refetch()} />
  }
  if (data.items.length === 0) return null
  return (
    <Panel title={t('awaiting.title')} note={t('awaiting.count', { count: data.items.length })}>
      <ul className="py-plain-list py-awaiting">
        {data.items.map((item) => (
          <li key={item.round_id}>
            <Link to={placeOf(item)}>{t(`awaiting.${item.step}`, { round: item.title })}</Link>
            <span className="py-caption">
              {t('awaiting.proposed', {
                name: item.proposed.name,
                at: formatDateTime(item.proposed.at, i18n.language),
              })}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const placeOf = ({ round_id, step }: Awaited) =>
  step === 'publish' ? `/rounds/${round_id}/publication` : `/rounds/${round_id}`
