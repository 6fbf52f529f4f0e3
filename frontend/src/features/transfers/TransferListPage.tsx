import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Column, DataTable } from '@/components/DataTable'
import { formatDate } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { FilterChoice } from '@/components/Filters'
import { PageHeader, Tag } from '@/components/PageHeader'
import { useListState } from '@/components/useListState'
import { type TransferFilter, type TransferItem, type TransferSort, useTransfers } from './api'
import { Due, OrderState } from './Due'
import './transfers.css'

const STATES = ['open', 'sent', 'signed', 'answered', 'finished', 'returned', 'cancelled', 'all'] as const
const DEFAULTS: { state: TransferFilter; overdue: '' | 'true' | 'false'; sort: TransferSort } = {
  state: 'open',
  overdue: '',
  sort: 'next_due',
}

/** The orders of the own unit, what expires first on top. */
export default function TransferListPage() {
  const { t, i18n } = useTranslation('transfers')
  const list = useListState<typeof DEFAULTS & Record<string, string>>(DEFAULTS)
  const { overdue, ...query } = list.query
  const transfers = useTransfers({ ...query, ...(overdue ? { overdue: overdue === 'true' } : {}) })
  const columns: Column<TransferItem>[] = [
    {
      key: 'number',
      title: t('field.number'),
      sort: 'number',
      heading: true,
      render: (order) => (
        <span className="py-order-name">
          <Link to={`/transfers/${order.id}`}>{order.number}</Link>
          {order.final && <Tag>{t('final')}</Tag>}
        </span>
      ),
    },
    { key: 'due', title: t('field.due'), sort: 'next_due', render: (order) => <Due order={order} /> },
    { key: 'state', title: t('field.state'), render: (order) => <OrderState order={order} /> },
    {
      key: 'matter',
      title: t('field.matter'),
      render: (order) => <span className="py-order-excerpt">{order.excerpt}</span>,
    },
    { key: 'role', title: t('field.role'), render: (order) => t(`role.${order.role}`) },
    { key: 'unit', title: t('field.unit'), render: (order) => order.unit_name },
    {
      key: 'dispatched',
      title: t('field.dispatched'),
      render: (order) => formatDate(order.dispatched_on, i18n.language),
    },
  ]
  return (
    <>
      <PageHeader title={t('title')} facts={t('list.facts')} />
      <DataTable
        name="transfers"
        caption={t('title')}
        columns={columns}
        rowKey={(order) => order.id}
        query={transfers}
        list={list}
        filters={
          <>
            <FilterChoice<TransferFilter>
              label={t('field.state')}
              value={list.values.state}
              options={STATES.map((state) => ({ value: state, text: t(`state.${state}`) }))}
              onChange={(state) => list.set({ state })}
            />
            <FilterChoice<'' | 'true' | 'false'>
              label={t('field.overdue')}
              value={list.values.overdue}
              options={[
                { value: '', text: t('list.anyTime') },
                { value: 'true', text: t('list.late') },
                { value: 'false', text: t('list.inTime') },
              ]}
              onChange={(value) => list.set({ overdue: value })}
            />
          </>
        }
        empty={<EmptyState title={t('list.emptyTitle')} hint={t('list.emptyHint')} />}
      />
    </>
  )
}
