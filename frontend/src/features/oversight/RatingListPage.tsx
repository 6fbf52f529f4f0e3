import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Column, DataTable } from '@/components/DataTable'
import { formatDateTime } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { FilterChoice } from '@/components/Filters'
import { PageHeader } from '@/components/PageHeader'
import { useListState } from '@/components/useListState'
import { type Rating, useRatings } from './api'
import { RatingDue, RatingMark, useRatingWord } from './marks'
import { UnitFilter } from './UnitFilter'

interface Filters extends Record<string, string> {
  unit: string
  scope: 'open' | 'bad' | 'all'
  overdue: '' | 'true'
  sort: 'due' | '-due' | 'rated_at' | '-rated_at'
}

const DEFAULTS: Filters = { unit: '', scope: 'open', overdue: '', sort: 'due' }
const SCOPES = ['open', 'bad', 'all'] as const

/** 好差评: the bad ones that are to be followed up first, and all others on demand. */
export default function RatingListPage() {
  const { t, i18n } = useTranslation('oversight')
  const word = useRatingWord()
  const list = useListState(DEFAULTS)
  const { scope, overdue, ...query } = list.query
  const ratings = useRatings({
    ...query,
    ...(scope === 'open' ? { open: true } : scope === 'bad' ? { bad: true } : {}),
    ...(overdue ? { overdue: true } : {}),
  })
  const columns: Column<Rating>[] = [
    {
      key: 'number',
      title: t('ratings.record'),
      heading: true,
      render: (rating) => <Link to={`/oversight/ratings/${rating.id}`}>{rating.external_id}</Link>,
    },
    { key: 'level', title: t('ratings.level'), render: (rating) => word(rating.level) },
    { key: 'state', title: t('ratings.state'), render: (rating) => <RatingMark rating={rating} /> },
    { key: 'due', title: t('ratings.due'), sort: 'due', render: (rating) => <RatingDue rating={rating} /> },
    { key: 'unit', title: t('record.unit'), render: (rating) => rating.unit_name },
    { key: 'matter', title: t('record.matter'), render: (rating) => rating.matter_name },
    {
      key: 'reasons',
      title: t('rating.reasonLabel'),
      render: (rating) => rating.reasons.map((one) => t(`rating.reason.${one}`)).join('、') || t('none'),
    },
    {
      key: 'rated',
      title: t('ratings.rated'),
      sort: 'rated_at',
      render: (rating) => formatDateTime(rating.rated_at, i18n.language),
    },
    {
      key: 'channel',
      title: t('ratings.channel'),
      optional: true,
      render: (rating) => t(`rating.channel.${rating.channel}`),
    },
  ]
  return (
    <>
      <PageHeader title={t('ratings.title')} />
      <DataTable
        name="service-ratings"
        caption={t('ratings.title')}
        columns={columns}
        rowKey={(rating) => rating.id}
        query={ratings}
        list={list}
        filters={
          <>
            <UnitFilter value={list.values.unit} onChange={(unit) => list.set({ unit })} />
            <FilterChoice<Filters['scope']>
              label={t('ratings.scope.label')}
              value={list.values.scope}
              options={SCOPES.map((value) => ({ value, text: t(`ratings.scope.${value}`) }))}
              onChange={(value) => list.set({ scope: value })}
            />
            <FilterChoice<Filters['overdue']>
              label={t('ratings.overdue.label')}
              value={list.values.overdue}
              options={[
                { value: '', text: t('any') },
                { value: 'true', text: t('ratings.overdue.true') },
              ]}
              onChange={(value) => list.set({ overdue: value })}
            />
          </>
        }
        empty={<EmptyState title={t('ratings.empty')} hint={t('ratings.emptyHint')} />}
      />
    </>
  )
}
