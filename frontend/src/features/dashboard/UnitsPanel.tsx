import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '@/components/EmptyState'
import { useMe } from '@/api/session'
import { formatDateTime } from '@/components/dates'
import { RadioTabs } from '@/components/RadioTabs'
import type { Dashboard, DashboardUnit, RoundRef } from '@/features/results/api'
import { shortDigest, useCount } from '@/features/results/figures'
import { chosenUnits, COLUMNS, oneOf, shownComparison, sortOf, VIEWS, type DashboardState } from './choice'
import { HeatView } from './HeatView'
import { HowToRead } from './HowToRead'
import { NarrowTable } from './NarrowTable'
import { SequenceTabs } from './SequenceTabs'
import { UnitTable } from './UnitTable'
import { useNarrow } from './useNarrow'

interface Props {
  data: Dashboard
  list: DashboardState
  busy: boolean
  /** When the figures were read, in milliseconds. */
  readAt: number
}

/** The units of a round: filters, the table or a heat map, where the figures come from. */
export function UnitsPanel({ data, list, busy, readAt }: Props) {
  const { t } = useTranslation('dashboard')
  const narrow = useNarrow()
  const { round } = data
  if (round === null) return null
  const { sequence, attention, sort } = list.values
  const units = chosenUnits(data.units, list.values)
  const watched = chosenUnits(data.units, { sequence, attention: 'true', sort }).length
  const view = oneOf(VIEWS, list.values.view)
  const column = oneOf(COLUMNS, list.values.column)
  const comparison = shownComparison(data, list.values.compare_to)
  const printLine = <PrintLine data={data} round={round} list={list} readAt={readAt} />
  const table = { data, round, units, list, comparison, printLine }
  return (
    <section className="py-panel py-panel-flush" aria-busy={busy} aria-label={round.title}>
      <div className="py-dashboard-bar">
        <SequenceTabs data={data} list={list} />
        <div className="py-dashboard-switches">
          <label className="py-check">
            <input
              type="checkbox"
              checked={attention !== ''}
              onChange={(event) => list.set({ attention: event.target.checked ? 'true' : '' })}
            />
            {t('onlyAttention')} <small>{watched}</small>
          </label>
          {view === 'units' && !narrow && (
            <RadioTabs
              label={t('column')}
              look="segments"
              value={column}
              options={COLUMNS.map((value) => ({ value, text: t(`columnAs.${value}`) }))}
              onChange={(value) => list.set({ column: value })}
            />
          )}
          <RadioTabs
            label={t('views')}
            look="segments"
            value={view}
            options={VIEWS.map((value) => ({ value, text: t(`view.${value}`) }))}
            onChange={(value) => list.set({ view: value })}
          />
        </div>
      </div>
      {units.length === 0 ? (
        <EmptyState
          title={t(attention === '' ? 'empty.noneFit' : 'empty.noneWatch')}
          actions={
            <Button onClick={() => list.set({ sequence: '', attention: '' })}>{t('clearFilters')}</Button>
          }
        />
      ) : view !== 'units' ? (
        <HeatView by={view} round={round} units={units} printLine={printLine} />
      ) : narrow ? (
        <>
          <HowToRead />
          <NarrowTable {...table} />
        </>
      ) : (
        <>
          {column === 'chart' && <HowToRead />}
          <UnitTable {...table} column={column} />
        </>
      )}
      <Source data={data} round={round} units={units} list={list} />
    </section>
  )
}

interface SourceProps {
  data: Dashboard
  round: RoundRef
  list: DashboardState
}

function Source({ data, round, units, list }: SourceProps & { units: readonly DashboardUnit[] }) {
  const { t } = useTranslation('dashboard')
  const count = useCount()
  return (
    <p className="py-dashboard-source">
      {t('source', {
        round: round.title,
        count: units.length,
        valid: count(data.overall?.valid ?? 0),
        sort: t(`sort.${sortOf(list.values.sort)}`),
      })}
    </p>
  )
}

/** On paper only: what was chosen, by whom and when. */
function PrintLine({ data, round, list, readAt }: SourceProps & { readAt: number }) {
  const { t, i18n } = useTranslation(['dashboard', 'rounds', 'common'])
  const me = useMe()
  const { sequence, attention } = list.values
  const comparison = shownComparison(data, list.values.compare_to)
  const parts = [
    round.title,
    t(`rounds:state.${round.state}`),
    ...(comparison ? [t('compareWith', { round: comparison.round.title })] : []),
    sequence === '' ? t('all') : sequence,
    ...(attention === '' ? [] : [t('onlyAttention')]),
    t('printed', {
      name: me.display_name,
      time: formatDateTime(new Date(readAt).toISOString(), i18n.language),
    }),
    ...(round.method_digest === null ? [] : [t('digest', { digest: shortDigest(round.method_digest) })]),
    ...(round.demo ? [t('common:app.demo')] : []),
  ]
  return parts.join(' · ')
}
