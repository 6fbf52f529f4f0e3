import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Column, DataTable } from '@/components/DataTable'
import { formatDateTime } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { FilterChoice } from '@/components/Filters'
import { PageHeader } from '@/components/PageHeader'
import { useListState } from '@/components/useListState'
import { type Card, type CardLevel, useCards } from './api'
import { CardMark, LevelMark } from './marks'
import { UnitFilter } from './UnitFilter'

interface Filters extends Record<string, string> {
  unit: string
  level: '' | CardLevel
  open: '' | 'true' | 'false'
  overdue: '' | 'true'
  sort: 'raised_at' | '-raised_at'
}

const DEFAULTS: Filters = { unit: '', level: '', open: 'true', overdue: '', sort: '-raised_at' }
const LEVELS = ['red', 'yellow', 'prompt'] as const

/** 红黄牌: what the clocks have raised; those that are not over come first. */
export default function CardListPage() {
  const { t, i18n } = useTranslation('oversight')
  const list = useListState(DEFAULTS)
  const { open, overdue, ...query } = list.query
  const cards = useCards({
    ...query,
    ...(open ? { open: open === 'true' } : {}),
    ...(overdue ? { overdue: true } : {}),
  })
  const columns: Column<Card>[] = [
    {
      key: 'number',
      title: t('cards.record'),
      heading: true,
      render: (card) => <Link to={`/oversight/cards/${card.id}`}>{card.external_id}</Link>,
    },
    { key: 'level', title: t('cards.level'), render: (card) => <LevelMark level={card.level} /> },
    { key: 'state', title: t('cards.state'), render: (card) => <CardMark card={card} /> },
    { key: 'unit', title: t('record.unit'), render: (card) => card.unit_name },
    { key: 'matter', title: t('record.matter'), render: (card) => card.matter_name },
    { key: 'why', title: t('cards.why'), render: (card) => t(`rung.${card.rung}`) },
    {
      key: 'raised',
      title: t('cards.raised'),
      sort: 'raised_at',
      render: (card) => formatDateTime(card.raised_at, i18n.language),
    },
  ]
  return (
    <>
      <PageHeader title={t('cards.title')} />
      <DataTable
        name="oversight-cards"
        caption={t('cards.title')}
        columns={columns}
        rowKey={(card) => card.id}
        query={cards}
        list={list}
        filters={
          <>
            <UnitFilter value={list.values.unit} onChange={(unit) => list.set({ unit })} />
            <FilterChoice<Filters['level']>
              label={t('cards.level')}
              value={list.values.level}
              options={[
                { value: '', text: t('any') },
                ...LEVELS.map((level) => ({ value: level, text: t(`level.${level}`) })),
              ]}
              onChange={(level) => list.set({ level })}
            />
            <FilterChoice<Filters['open']>
              label={t('cards.open.label')}
              value={list.values.open}
              options={[
                { value: 'true', text: t('cards.open.true') },
                { value: 'false', text: t('cards.open.false') },
                { value: '', text: t('any') },
              ]}
              onChange={(value) => list.set({ open: value })}
            />
            <FilterChoice<Filters['overdue']>
              label={t('cards.overdue.label')}
              value={list.values.overdue}
              options={[
                { value: '', text: t('any') },
                { value: 'true', text: t('cards.overdue.true') },
              ]}
              onChange={(value) => list.set({ overdue: value })}
            />
          </>
        }
        empty={<EmptyState title={t('cards.empty')} hint={t('cards.emptyHint')} />}
      />
    </>
  )
}
