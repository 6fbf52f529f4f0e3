import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { isStatus } from '@/api/errors'
import { useCan } from '@/api/session'
import { ExportButton } from '@/components/ExportButton'
import { PageHeader } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useListState } from '@/components/useListState'
import { useDashboard, type Dashboard } from '@/features/results/api'
import { Headline, Summary } from '@/features/results/Summary'
import { CardsHeadline } from '@/features/oversight/CardsHeadline'
import { Awaiting } from '@/features/rounds/Awaiting'
import { StateTag } from '@/features/rounds/StateTag'
import { DEFAULTS, NO_COMPARISON, shownComparison, type DashboardState } from './choice'
import { ComplaintsHeadline } from './Complaints'
import './dashboard.css'
import { HiddenFigures, NothingYet } from './NoFigures'
import { RoundChoice } from './RoundChoice'
import { DashboardSkeleton } from './Skeleton'
import { UnitsPanel } from './UnitsPanel'

/** 总览: which units stand where, and which need attention. All choices are in the address. */
export default function DashboardPage() {
  const { t } = useTranslation('dashboard')
  const list = useListState(DEFAULTS)
  const { round_id, compare_to } = list.values
  const query = useDashboard({
    ...(round_id === '' ? {} : { round_id }),
    ...(compare_to === '' || compare_to === NO_COMPARISON ? {} : { compare_to }),
  })
  const data = query.data
  if (data === undefined) {
    return (
      <>
        <PageHeader title={t('title')} />
        <Awaiting />
        {query.error === null ? (
          <DashboardSkeleton />
        ) : (
          <ProblemAlert
            error={query.error}
            // What the address asks for would only be refused again.
            onRetry={isStatus(query.error, 404, 422) ? undefined : () => void query.refetch()}
            actions={
              round_id !== '' && (
                <Button size="small" onClick={() => list.set({ round_id: '', compare_to: '' })}>
                  {t('empty.toDefault')}
                </Button>
              )
            }
          />
        )}
      </>
    )
  }
  if (!data.figures_visible || data.round === null || data.overall === null) {
    return (
      <>
        <PageHeader title={t('title')} />
        <Awaiting />
        {data.figures_visible ? <NothingYet units={data.units} /> : <HiddenFigures data={data} list={list} />}
      </>
    )
  }
  return (
    <div className="py-results py-dashboard">
      <Head data={data} list={list} />
      <Awaiting />
      {query.error !== null && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      <Summary overall={data.overall}>
        <ComplaintsHeadline complaints={data.complaints} />
        <CardsHeadline oversight={data.oversight} />
        <Headline
          label={t('attention')}
          value={String(data.attention_count)}
          unit={t('unitsUnit')}
          note={t('attentionNote', { count: data.units.length })}
        />
      </Summary>
      <UnitsPanel data={data} list={list} busy={query.isPlaceholderData} readAt={query.dataUpdatedAt} />
    </div>
  )
}

function Head({ data, list }: { data: Dashboard; list: DashboardState }) {
  const { t } = useTranslation('dashboard')
  const reads = useCan()('result.read')
  const { round } = data
  if (round === null) return null
  const comparison = shownComparison(data, list.values.compare_to)
  const { sequence, attention } = list.values
  return (
    <div>
      <PageHeader
        title={t('title')}
        tags={
          <>
            <RoundChoice data={data} list={list} />
            <StateTag state={round.state} />
          </>
        }
        actions={
          <>
            {reads && (
              <>
                <Link to={`/rounds/${round.id}/results`} className="py-nowrap">
                  {t('details')}
                </Link>
                <ExportButton
                  path="/dashboard/export"
                  query={{
                    round_id: round.id,
                    // The round itself stands for "no comparison".
                    compare_to: comparison?.round.id ?? round.id,
                    sequence,
                    attention: attention === '' ? null : true,
                  }}
                />
              </>
            )}
            <Button onClick={() => print()}>{t('print')}</Button>
          </>
        }
      />
      {comparison !== null && !comparison.comparable && (
        <p className="py-incomparable">
          {t('notComparable', { round: comparison.round.title, reasons: comparison.reasons.join(t('join')) })}
        </p>
      )}
    </div>
  )
}
