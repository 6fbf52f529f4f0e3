import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Column, DataTable } from '@/components/DataTable'
import { formatDateTime } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { FilterChoice } from '@/components/Filters'
import { PageHeader } from '@/components/PageHeader'
import { useListState } from '@/components/useListState'
import { useSystemCrumb } from '@/components/useSystemCrumb'
import { type Endpoint, type EndpointFilters, type EndpointState, useEndpoints } from './api'
import { Health } from './Health'

const STATES = ['active', 'paused', 'disabled'] as const satisfies EndpointState[]
const DEFAULTS: EndpointFilters = { state: '', sort: 'created_at' }

/** Where events are sent to, and whether they arrive. Client systems manage their own; people look. */
export default function EndpointsPage() {
  const { t, i18n } = useTranslation('webhooks')
  const system = useSystemCrumb()
  const list = useListState(DEFAULTS)
  const endpoints = useEndpoints(list.query)
  const columns: Column<Endpoint>[] = [
    {
      key: 'client',
      title: t('field.client'),
      heading: true,
      render: ({ id, client_name }) => (
        <>
          <Link to={id}>{client_name}</Link>
          <div className="py-caption">{t('number', { number: id.slice(0, 8) })}</div>
        </>
      ),
    },
    {
      key: 'host',
      title: t('field.host'),
      render: ({ host, description }) => (
        <>
          {host}
          {description !== '' && <div className="py-caption">{description}</div>}
        </>
      ),
    },
    { key: 'health', title: t('field.health'), render: (endpoint) => <Health endpoint={endpoint} /> },
    { key: 'waiting', title: t('field.waiting'), align: 'right', render: ({ waiting }) => waiting },
    {
      key: 'dead',
      title: t('field.dead'),
      align: 'right',
      render: ({ id, dead }) => (dead === 0 ? 0 : <Link to={`${id}?state=dead`}>{dead}</Link>),
    },
    {
      key: 'last',
      title: t('field.last'),
      render: ({ last_delivered_at }) => formatDateTime(last_delivered_at, i18n.language),
    },
    {
      key: 'created_at',
      title: t('field.created_at'),
      sort: 'created_at',
      optional: true,
      render: ({ created_at }) => formatDateTime(created_at, i18n.language),
    },
  ]
  return (
    <>
      <PageHeader title={t('title')} crumbs={[system]} />
      <DataTable
        name="webhooks"
        caption={t('title')}
        columns={columns}
        rowKey={({ id }) => id}
        query={endpoints}
        list={list}
        filters={
          <FilterChoice
            label={t('field.health')}
            value={list.values.state}
            options={[
              { value: '', text: t('filter.all') } as const,
              ...STATES.map((state) => ({ value: state, text: t(`health.${state}`) })),
            ]}
            onChange={(state) => list.set({ state })}
          />
        }
        empty={<EmptyState title={t('empty.title')} hint={t('empty.hint')} />}
      />
    </>
  )
}
