import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { Suppressed } from '@/components/Suppressed'
import { useCount } from '@/features/results/figures'
import { useCounts } from './api'

/** How often which topic comes up at which unit. */
export function CountsPanel({ roundId }: { roundId: string }) {
  const { t } = useTranslation('comments')
  const { data, error, refetch } = useCounts(roundId)
  if (data === undefined) {
    return error === null ? <PageLoading /> : <ProblemAlert error={error} onRetry={() => void refetch()} />
  }
  if (data.units.length === 0) return null
  return (
    <Panel
      title={t('counts.title')}
      note={data.k === null ? t('counts.note') : t('counts.hidden', { k: data.k })}
    >
      <TableFrame caption={t('counts.title')}>
        <thead>
          <tr>
            <th scope="col">{t('filter.unit')}</th>
            {data.topics.map(({ id, name }) => (
              <th key={id} scope="col" className="py-right">
                {name}
              </th>
            ))}
            <th scope="col" className="py-right">
              {t('filter.noTopic')}
            </th>
            <th scope="col" className="py-right">
              {t('counts.total')}
            </th>
          </tr>
        </thead>
        <tbody>
          {data.units.map(({ unit, cells, untitled, total }) => (
            <tr key={unit.id}>
              <th scope="row">{unit.short_name}</th>
              {cells.map(({ topic_id, count }) => (
                <Cell key={topic_id} count={count} />
              ))}
              <Cell count={untitled} />
              <Cell count={total} />
            </tr>
          ))}
          {data.units.length > 1 && (
            <tr className="py-counts-total">
              <th scope="row">{t('counts.all')}</th>
              {data.totals.map(({ topic_id, count }) => (
                <Cell key={topic_id} count={count} />
              ))}
              <td />
              <td />
            </tr>
          )}
        </tbody>
      </TableFrame>
    </Panel>
  )
}

function Cell({ count: value }: { count: number | null }) {
  const count = useCount()
  return (
    <td className="py-right">
      {value === null ? <Suppressed /> : value === 0 ? <span className="py-minor">0</span> : count(value)}
    </td>
  )
}
