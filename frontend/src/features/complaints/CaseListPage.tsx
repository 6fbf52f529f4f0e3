import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useCan } from '@/api/session'
import { type Column, DataTable } from '@/components/DataTable'
import { formatDate } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { PageHeader } from '@/components/PageHeader'
import { useListState } from '@/components/useListState'
import { useNarrow } from '@/features/dashboard/useNarrow'
import { type CaseHeader, useCases } from './api'
import { CaseFilters } from './CaseFilters'
import './complaints.css'
import { DEFAULTS, type Filters, queryOf } from './filters'
import { CaseStateMark, Left, useLastDay } from './Left'

/** On a phone these stand in the cells of the number and of the date. */
const FOLDED = new Set(['state', 'summary', 'unit', 'category'])

/** The work list of the centre: what expires first, first. */
export default function CaseListPage() {
  const { t, i18n } = useTranslation('complaints')
  const can = useCan()
  const go = useNavigate()
  const lastDay = useLastDay()
  const narrow = useNarrow()
  const list = useListState<Filters>(DEFAULTS)
  const cases = useCases(queryOf(list.query))
  const columns: Column<CaseHeader>[] = [
    {
      key: 'number',
      title: t('field.number'),
      sort: 'number',
      heading: true,
      render: (one) => (
        <>
          <Link to={`/complaints/${one.id}`}>{one.number}</Link>
          {narrow && (
            <>
              <span className="py-case-below">{one.summary || t('unnamed')}</span>
              <span className="py-caption">
                {one.unit_name ?? t('value.noUnit')} · {one.category_name}
              </span>
            </>
          )}
        </>
      ),
    },
    {
      key: 'due',
      title: t('field.due'),
      sort: 'next_due',
      render: (one) => (
        <span className="py-case-due">
          <Left limit={{ ...one, due: one.next_due }} />
          {one.next_due !== null && one.next_clock !== null && (
            <span className="py-caption">
              {t(`clock.${one.next_clock}`)} {lastDay(one.next_due)}
            </span>
          )}
          {narrow && <CaseStateMark state={one.state} />}
        </span>
      ),
    },
    { key: 'state', title: t('field.state'), render: (one) => <CaseStateMark state={one.state} /> },
    {
      key: 'summary',
      title: t('field.summary'),
      render: (one) => (
        <span className="py-case-summary">
          {one.summary || <span className="py-caption">{t('unnamed')}</span>}
        </span>
      ),
    },
    { key: 'unit', title: t('field.unit'), render: (one) => one.unit_name ?? t('value.noUnit') },
    { key: 'category', title: t('field.category'), render: (one) => one.category_name },
    { key: 'channel', title: t('field.channel'), render: (one) => t(`channel.${one.channel}`) },
    {
      key: 'officer',
      title: t('field.officer'),
      render: (one) => one.officer_name ?? <span className="py-caption">{t('value.nobody')}</span>,
    },
    {
      key: 'received',
      title: t('field.received'),
      optional: true,
      render: (one) => formatDate(one.received_at, i18n.language),
    },
    { key: 'mode', title: t('field.mode'), optional: true, render: (one) => t(`mode.${one.mode}`) },
    {
      key: 'persons',
      title: t('field.persons'),
      optional: true,
      align: 'right',
      render: (one) => one.persons,
    },
  ]
  const folded = columns
    .filter(({ key }) => !FOLDED.has(key))
    .map((column) => ({ ...column, optional: column.key !== 'due' }))
  const name = narrow ? 'complaints-phone' : 'complaints'
  return (
    <>
      <PageHeader
        title={t('title')}
        facts={t('list.facts')}
        actions={
          <>
            {can('complaint.retaliation') && (
              <Button onClick={() => void go('/complaints/retaliation')}>{t('retaliation')}</Button>
            )}
            {can('complaint.figures') && (
              <Button onClick={() => void go('/complaints/figures')}>{t('figures')}</Button>
            )}
            {can('complaint.register') && (
              <Button type="primary" onClick={() => void go('/complaints/new')}>
                {t('register')}
              </Button>
            )}
          </>
        }
      />
      <div className="py-case-list">
        <DataTable
          key={name}
          name={name}
          caption={t('title')}
          columns={narrow ? folded : columns}
          rowKey={(one) => one.id}
          query={cases}
          list={list}
          filters={<CaseFilters list={list} />}
          empty={<EmptyState title={t('list.emptyTitle')} hint={t('list.emptyHint')} />}
        />
      </div>
    </>
  )
}
