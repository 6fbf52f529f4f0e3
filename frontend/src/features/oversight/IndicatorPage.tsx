import { useTranslation } from 'react-i18next'
import { DateInput } from '@/components/DateInput'
import { formatFullDate } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { ExportButton } from '@/components/ExportButton'
import { FilterChoice } from '@/components/Filters'
import { PageHeader } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ListProblem } from '@/components/ListProblem'
import { useListState } from '@/components/useListState'
import { type Indicators, useIndicators } from './api'
import { IndicatorTable } from './IndicatorTable'
import { UnitFilter } from './UnitFilter'

interface Choice extends Record<string, string> {
  period_from: string
  period_to: string
  unit: string
  by: 'unit' | 'month'
}

const DEFAULTS: Choice = { period_from: '', period_to: '', unit: '', by: 'unit' }
const BY = ['unit', 'month'] as const

/** 监察指标: each share with what it is of and its target. All choices are in the address. */
export default function IndicatorPage() {
  const { t } = useTranslation('oversight')
  const list = useListState(DEFAULTS)
  const { by, unit, period_from: first, period_to: last } = list.values
  const found = useIndicators({
    by,
    ...(unit === '' ? {} : { unit }),
    ...(first === '' ? {} : { period_from: first }),
    ...(last === '' ? {} : { period_to: last }),
  })
  return (
    <>
      <PageHeader
        title={t('indicators.title')}
        actions={<ExportButton path="/oversight-indicators/export" query={list.values} />}
      />
      <div className="py-panel py-toolbar py-choice">
        <div className="py-filters" role="search" aria-label={t('indicators.period')}>
          <label className="py-filter">
            <span>{t('indicators.period')}</span>
            <DateInput
              value={list.values.period_from}
              onChange={(day) => list.set({ period_from: day ?? '' })}
            />
          </label>
          <label className="py-filter">
            <span>{t('to')}</span>
            <DateInput value={list.values.period_to} onChange={(day) => list.set({ period_to: day ?? '' })} />
          </label>
          <FilterChoice<Choice['by']>
            label={t('indicators.by.label')}
            value={list.values.by}
            options={BY.map((value) => ({ value, text: t(`indicators.by.${value}`) }))}
            onChange={(by) => list.set({ by })}
          />
          <UnitFilter value={list.values.unit} onChange={(unit) => list.set({ unit })} />
        </div>
      </div>
      <ListProblem query={found} list={list} />
      {found.data === undefined
        ? found.error === null && <PageLoading />
        : found.error === null && <Content found={found.data} busy={found.isPlaceholderData} />}
    </>
  )
}

function Content({ found, busy }: { found: Indicators; busy: boolean }) {
  const { t, i18n } = useTranslation('oversight')
  const caption = t('indicators.rows', {
    from: formatFullDate(found.period_from, i18n.language),
    to: formatFullDate(found.period_to, i18n.language),
  })
  const { mistaken, malicious } = found.total
  return (
    <section className="py-panel py-panel-flush" aria-label={caption} aria-busy={busy}>
      <p className="py-how">{caption}</p>
      {found.rows.length === 0 ? (
        <EmptyState title={t('indicators.empty')} hint={t('indicators.emptyHint')} />
      ) : (
        <IndicatorTable found={found} caption={caption} />
      )}
      <div className="py-how">
        <h2>{t('indicators.how')}</h2>
        <p>{t('indicators.howRecords')}</p>
        <p>{t('indicators.howRates')}</p>
        <p>{t('indicators.howPause')}</p>
        <p>{t('indicators.excluded', { mistaken, malicious })}</p>
      </div>
    </section>
  )
}
