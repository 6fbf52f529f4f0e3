import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useCan } from '@/api/session'
import { type Column, DataTable } from '@/components/DataTable'
import { formatCount } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { FilterChoice } from '@/components/Filters'
import { PageHeader, Tag } from '@/components/PageHeader'
import { useListState } from '@/components/useListState'
import { type RoundSort, type RoundState, type RoundSummary, useRounds } from './api'
import { RoundDates } from './RoundDates'
import { StateTag } from './StateTag'
import './rounds.css'

const STATES = ['draft', 'open', 'closed', 'tallied', 'frozen', 'published'] as const
const DEFAULTS: { year: string; state: RoundState | ''; sort: RoundSort } = {
  year: '',
  state: '',
  sort: '-number',
}
/** More rounds than any office holds; their years are the choices of the filter. */
const ALL = 200

export default function RoundListPage() {
  const { t, i18n } = useTranslation('rounds')
  const navigate = useNavigate()
  const writes = useCan()('round.write')
  const list = useListState<typeof DEFAULTS & Record<string, string>>(DEFAULTS)
  const { year, ...query } = list.query
  const rounds = useRounds({ ...query, ...(Number(year) > 0 ? { year: Number(year) } : {}) })
  const all = useRounds({ limit: ALL })
  const years = [...new Set((all.data?.items ?? []).map((round) => round.year))]
  const columns: Column<RoundSummary>[] = [
    {
      key: 'title',
      title: t('field.round'),
      sort: 'title',
      heading: true,
      render: (round) => (
        <span className="py-round-name">
          <Link to={`/rounds/${round.id}`}>{round.title}</Link>
          {round.demo && <Tag>{t('demo')}</Tag>}
        </span>
      ),
    },
    { key: 'state', title: t('field.state'), render: (round) => <StateTag state={round.state} /> },
    {
      key: 'number',
      title: t('field.number'),
      sort: 'number',
      render: ({ year: of, number }) => t('order', { year: of, number }),
    },
    { key: 'kind', title: t('field.kind'), render: ({ kind }) => t(`kind.${kind}`) },
    {
      key: 'collection',
      title: t('field.collection'),
      optional: true,
      render: ({ collection }) => t(`collection.${collection}`),
    },
    { key: 'dates', title: t('field.dates'), render: (round) => <RoundDates round={round} /> },
    {
      key: 'units',
      title: t('field.units'),
      align: 'right',
      render: (round) => formatCount(round.unit_count, i18n.language),
    },
  ]
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          writes && (
            <Button type="primary" onClick={() => void navigate('/rounds/new')}>
              {t('list.new')}
            </Button>
          )
        }
      />
      <DataTable
        name="rounds"
        caption={t('title')}
        columns={columns}
        rowKey={(round) => round.id}
        query={rounds}
        list={list}
        filters={
          <>
            <FilterChoice
              label={t('field.year')}
              value={list.values.year}
              options={[
                { value: '', text: t('list.allYears') },
                ...years.map((one) => ({ value: String(one), text: t('list.yearText', { year: one }) })),
              ]}
              onChange={(value) => list.set({ year: value })}
            />
            <FilterChoice<RoundState | ''>
              label={t('field.state')}
              value={list.values.state}
              options={[
                { value: '', text: t('list.allStates') },
                ...STATES.map((state) => ({ value: state, text: t(`state.${state}`) })),
              ]}
              onChange={(state) => list.set({ state })}
            />
          </>
        }
        empty={
          <EmptyState
            title={t('list.emptyTitle')}
            hint={t(writes ? 'list.emptyHint' : 'list.emptyReader')}
            actions={writes && <Link to="/rounds/new">{t('list.new')}</Link>}
          />
        }
      />
    </>
  )
}
