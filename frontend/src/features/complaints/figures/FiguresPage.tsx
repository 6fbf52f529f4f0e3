import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { DateInput } from '@/components/DateInput'
import { formatFullDate, today } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { ExportButton } from '@/components/ExportButton'
import { FilterChoice } from '@/components/Filters'
import { PageHeader } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ListProblem } from '@/components/ListProblem'
import { type ListState, useListState } from '@/components/useListState'
import { type Figures, useFigures } from './api'
import './figures.css'
import { FiguresTable } from './FiguresTable'
import { Headlines } from './Headlines'
import { HowCounted } from './HowCounted'
import { lastMonth, OWN, periodsAt, spanOf } from './period'

const DIMENSIONS = ['unit', 'category', 'channel', 'month'] as const

/** 投诉统计: what came in, what became of it in time, what the complainants say. All choices are in the address. */
export default function FiguresPage() {
  const { t } = useTranslation('complaintFigures')
  const reads = useCan()('complaint.read')
  const list = useListState({ period: '', from: '', to: '', by: 'unit', sort: '' })
  const { from, to } = list.values
  const period = list.values.period || lastMonth(today())
  const by = DIMENSIONS.find((one) => one === list.values.by) ?? 'unit'
  const span = spanOf(period, from, to)
  const figures = useFigures({ period_from: '', period_to: '', ...span, by }, span !== null)
  const data = figures.data
  return (
    <>
      <PageHeader
        title={t('title')}
        crumbs={reads ? [{ text: t('centre'), to: '/complaints' }] : []}
        actions={
          <>
            {span !== null && <ExportButton path="/complaint-figures/export" query={{ ...span, by }} />}
            <Button onClick={() => print()}>{t('print')}</Button>
          </>
        }
      />
      <div className="py-figures-choice" role="search" aria-label={t('choice')}>
        <PeriodChoice values={{ ...list.values, period }} set={list.set} free={reads} />
        <FilterChoice
          label={t('by.label')}
          value={by}
          options={DIMENSIONS.map((value) => ({ value, text: t(`by.${value}`) }))}
          onChange={(value) => list.set({ by: value, sort: '' })}
        />
      </div>
      <ListProblem query={figures} list={list} />
      {span === null ? (
        <div className="py-panel">
          <EmptyState title={t('noPeriod')} hint={t('noPeriodHint')} />
        </div>
      ) : data === undefined ? (
        figures.error === null && <PageLoading />
      ) : (
        figures.error === null && (
          <Content data={data} busy={figures.isPlaceholderData} sort={list.values.sort} set={list.set} />
        )
      )}
    </>
  )
}

type Values = Record<'period' | 'from' | 'to' | 'by' | 'sort', string>

interface ContentProps extends Pick<ListState<Values>, 'set'> {
  data: Figures
  busy: boolean
  sort: string
}

function Content({ data, busy, sort, set }: ContentProps) {
  const { t, i18n } = useTranslation('complaintFigures')
  const last = new Date(Date.parse(`${data.period_to}T00:00:00Z`) - 1).toISOString().slice(0, 10)
  const title = t('caption', {
    from: formatFullDate(data.period_from, i18n.language),
    to: formatFullDate(last, i18n.language),
    by: t(`by.${data.by}`),
  })
  return (
    <>
      <Headlines total={data.total} />
      <section className="py-panel py-panel-flush" aria-label={title} aria-busy={busy}>
        <p className="py-figures-title">{title}</p>
        {data.rows.length === 0 ? (
          <EmptyState title={t('none')} hint={t('noneHint')} />
        ) : (
          <FiguresTable figures={data} caption={title} sort={sort} onSort={(value) => set({ sort: value })} />
        )}
        <HowCounted k={data.k} />
      </section>
    </>
  )
}

interface PeriodProps extends Pick<ListState<Values>, 'values' | 'set'> {
  /** Whoever sees every number may ask for any days; the others for months and years that are over. */
  free: boolean
}

function PeriodChoice({ values: { period, from, to }, set, free }: PeriodProps) {
  const { t } = useTranslation('complaintFigures')
  const known = periodsAt(today(), free)
  const offered = known.includes(period) || period === OWN ? known : [period, ...known]
  return (
    <>
      <FilterChoice
        label={t('period')}
        value={period}
        options={[
          ...offered.map((value) => ({ value, text: nameOf(value) })),
          ...(free || period === OWN ? [{ value: OWN, text: t('own') }] : []),
        ]}
        onChange={(value) => set({ period: value, from: '', to: '' })}
      />
      {period === OWN && (
        <>
          <label className="py-filter">
            <span>{t('from')}</span>
            <DateInput value={from} onChange={(value) => set({ from: value ?? '' })} />
          </label>
          <label className="py-filter">
            <span>{t('to')}</span>
            <DateInput value={to} onChange={(value) => set({ to: value ?? '' })} />
          </label>
        </>
      )}
    </>
  )

  function nameOf(value: string): string {
    const [year = '', month] = value.split('-')
    return month === undefined ? t('year', { year }) : t('month', { year, month: Number(month) })
  }
}
