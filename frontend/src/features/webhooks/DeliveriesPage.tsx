import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useCan } from '@/api/session'
import { type Column, DataTable } from '@/components/DataTable'
import { formatDateTime } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { FilterChoice } from '@/components/Filters'
import { PageHeader, Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import { useListState } from '@/components/useListState'
import { useSystemCrumb } from '@/components/useSystemCrumb'
import { type Delivery, type DeliveryFilters, type DeliveryState, useDeliveries, useEndpoint } from './api'
import { Health } from './Health'
import { Stopping } from './Stopping'

const STATES = ['pending', 'delivered', 'dead'] as const satisfies DeliveryState[]
const LEVELS: Record<DeliveryState, StatusLevel> = { pending: 'none', delivered: 'done', dead: 'overdue' }
const DEFAULTS: DeliveryFilters = { state: '', sort: '-sequence' }

/** One endpoint and what became of each event that was sent to it. */
export default function DeliveriesPage() {
  const { t, i18n } = useTranslation('webhooks')
  const system = useSystemCrumb()
  const stops = useCan()('webhook.stop')
  const list = useListState(DEFAULTS)
  const { id = '' } = useParams()
  const endpoint = useEndpoint(id)
  const deliveries = useDeliveries(id, list.query)
  const columns: Column<Delivery>[] = [
    {
      key: 'type',
      title: t('field.type'),
      heading: true,
      render: ({ type, subject }) => (
        <>
          {type.replace(/^cn\.gov\.efficiency\.|\.v1$/g, '')}
          <div className="py-caption">{subject}</div>
        </>
      ),
    },
    {
      key: 'state',
      title: t('field.state'),
      render: ({ state }) => <StatusMark level={LEVELS[state]}>{t(`state.${state}`)}</StatusMark>,
    },
    { key: 'attempt', title: t('field.attempt'), align: 'right', render: ({ attempt }) => attempt },
    { key: 'answer', title: t('field.answer'), render: (delivery) => <Answer delivery={delivery} /> },
    {
      key: 'created_at',
      title: t('field.happened'),
      sort: 'sequence',
      render: ({ created_at }) => formatDateTime(created_at, i18n.language),
    },
    {
      key: 'next',
      title: t('field.next'),
      render: ({ next_at }) => formatDateTime(next_at, i18n.language),
    },
    {
      key: 'delivered_at',
      title: t('field.delivered'),
      render: ({ delivered_at }) => formatDateTime(delivered_at, i18n.language),
    },
  ]
  const shown = endpoint.data
  if (shown === undefined) {
    return endpoint.error === null ? <PageLoading /> : <ProblemAlert error={endpoint.error} />
  }
  return (
    <>
      <PageHeader
        title={shown.client_name}
        crumbs={[system, { text: t('title'), to: '/system/webhooks' }]}
        facts={`${shown.host} · ${t('number', { number: shown.id.slice(0, 8) })}`}
        actions={stops && <Stopping endpoint={shown} />}
      />
      <Panel title={t('field.health')}>
        <Health endpoint={shown} />
        <p className="py-caption">{t('counts', { waiting: shown.waiting, dead: shown.dead })}</p>
        {shown.types.length > 0 && (
          <p className="py-caption">{t('types', { types: shown.types.join(', ') })}</p>
        )}
      </Panel>
      <DataTable
        name="deliveries"
        caption={t('deliveries')}
        columns={columns}
        rowKey={(delivery) => delivery.id}
        query={deliveries}
        list={list}
        filters={
          <FilterChoice
            label={t('field.state')}
            value={list.values.state}
            options={[
              { value: '', text: t('filter.all') } as const,
              ...STATES.map((state) => ({ value: state, text: t(`state.${state}`) })),
            ]}
            onChange={(state) => list.set({ state })}
          />
        }
        empty={<EmptyState title={t('noDeliveries')} />}
      />
    </>
  )
}

/** What the receiver answered last, or why it could not. */
function Answer({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation('webhooks')
  const { last_status: status, last_error: error } = delivery
  if (error === null) return status ?? '—'
  const word = error as 'time' // a later version may have others
  const known = t(`error.${word}`, { defaultValue: error })
  return (
    <>
      {status}
      <div className="py-caption">{known}</div>
    </>
  )
}
