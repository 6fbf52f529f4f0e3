import { useState, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AxisHead } from '@/components/chart/AxisHead'
import { RankHead, RankRow } from '@/components/chart/RankRow'
import { axisAround, type Axis } from '@/components/chart/scale'
import { WhiskerRow } from '@/components/chart/WhiskerRow'
import { TableFrame } from '@/components/DataTable'
import type { Comparisons, Group } from './api'
import type { Column, PlacedUnit, View } from './choice'
import './compare.css'
import { figure, interval, useCount } from './figures'
import { Flags } from './Flags'
import { AgainstText, LeftOutText, RankText, toneOf } from './Standing'

const MOST = 10

interface Props {
  data: Comparisons
  group: Group
  /** In the order of their ranks. */
  units: readonly PlacedUnit[]
  view: View
  column: Column
}

/** The axis of the outcome: of a rate near its values, of a score the whole scale where that is not 0 to 100. */
function axisOf(data: Comparisons, units: readonly PlacedUnit[]): Axis {
  const whole = { min: Number(data.lo), max: Number(data.hi) }
  if (whole.min !== 0 || whole.max !== 100) return whole
  return axisAround(units.flatMap((unit) => [unit.interval_lower, unit.value]))
}

/** Units by rank: drawn as bars of ranks or as distances from the mean, or all of it in words. */
export function CompareTable({ data, group, units, view, column }: Props) {
  const { t } = useTranslation('results')
  const describe = useDescription(group)
  const [shown, setShown] = useState<PlacedUnit | null>(null)
  const unitAt = (event: SyntheticEvent) => {
    const row = (event.target as Element).closest<HTMLElement>('[data-row]')
    return row === null ? null : (units[Number(row.dataset['row'])] ?? null)
  }
  const axis = axisOf(data, units)
  const drawn = column === 'chart'
  return (
    <>
      <p className="py-compare-line">{shown === null ? t('separation.nothing') : describe(shown)}</p>
      <div
        className="py-compare-table"
        onMouseOver={(event) => setShown(unitAt(event))}
        onFocus={(event) => setShown(unitAt(event))}
      >
        <TableFrame caption={t(`separation.caption.${view}`, { round: data.round.title })}>
          <thead className="py-figures">
            <tr>
              <th scope="col">{t('label.unit')}</th>
              {drawn && view === 'ranks' && (
                <th scope="col" className="py-drawn-head">
                  {t('rank.drawn')}
                  <RankHead places={{ count: Math.max(group.size, 1), last: group.last }} most={MOST} />
                </th>
              )}
              {drawn && view === 'mean' && (
                <th scope="col" className="py-drawn-head">
                  {t('against.drawn', { min: axis.min })}
                  <AxisHead
                    axis={axis}
                    average={group.mean === null ? null : { label: t('against.mean'), value: group.mean }}
                    most={MOST}
                  />
                </th>
              )}
              <th scope="col" className="py-right">
                {t('rank.title')}
                <span className="py-head-note">{t('rank.note')}</span>
              </th>
              {view === 'ranks' ? <RankHeads column={column} /> : <MeanHeads />}
              <th scope="col" className="py-right">
                {t(data.outcome === 'rate' ? 'label.weightedRate' : 'label.scoreWeighted')}
              </th>
              <th scope="col" className="py-right py-roomy">
                {t('label.interval')}
              </th>
              <th scope="col" className="py-right">
                {t('rank.plain')}
                <span className="py-head-note">{t('rank.plainNote')}</span>
              </th>
              <th scope="col" className="py-right py-roomy">
                {t('label.n')}
              </th>
              <th scope="col" className="py-roomy">
                {t('label.flags')}
              </th>
            </tr>
          </thead>
          <tbody className="py-figures">
            {units.map((unit, index) => (
              <UnitRow
                key={unit.unit_id}
                index={index}
                unit={unit}
                group={group}
                view={view}
                drawn={drawn}
                axis={axis}
                text={describe(unit)}
              />
            ))}
          </tbody>
        </TableFrame>
      </div>
    </>
  )
}

function RankHeads({ column }: { column: Column }) {
  const { t } = useTranslation('results')
  return (
    <>
      <th scope="col" className={column === 'chart' ? 'py-right py-roomy' : 'py-right'}>
        {t('rank.above')}
        <span className="py-head-note">{t('rank.units')}</span>
      </th>
      <th scope="col" className={column === 'chart' ? 'py-right py-roomy' : 'py-right'}>
        {t('rank.below')}
        <span className="py-head-note">{t('rank.units')}</span>
      </th>
    </>
  )
}

function MeanHeads() {
  const { t } = useTranslation('results')
  return (
    <>
      <th scope="col">{t('against.title')}</th>
      <th scope="col" className="py-right">
        {t('against.deviation')}
      </th>
      <th scope="col" className="py-right py-roomy">
        {t('against.band')}
      </th>
    </>
  )
}

interface RowProps {
  index: number
  unit: PlacedUnit
  group: Group
  view: View
  drawn: boolean
  axis: Axis
  /** The row in words, for those who do not see the drawing. */
  text: string
}

function UnitRow({ index, unit, group, view, drawn, axis, text }: RowProps) {
  const count = useCount()
  const { standing } = unit
  const estimate = { value: unit.value, lower: unit.interval_lower, upper: unit.interval_upper }
  return (
    <tr data-row={index}>
      <th scope="row">
        <Link to={`/units/${unit.code}`}>{unit.name}</Link>
      </th>
      {drawn && (
        <td className="py-drawn">
          {standing === null ? (
            <LeftOutText unit={unit} />
          ) : view === 'ranks' ? (
            <RankRow
              places={{ count: group.size, last: group.last }}
              most={MOST}
              rank={standing.rank}
              lower={standing.lower}
              upper={standing.upper}
              tone={toneOf(standing)}
            />
          ) : (
            <WhiskerRow
              axis={axis}
              average={group.mean}
              estimate={estimate}
              most={MOST}
              band={{ lower: standing.band_lower, upper: standing.band_upper }}
              tone={toneOf(standing)}
            />
          )}
          {standing !== null && <span className="py-hidden">{text}</span>}
        </td>
      )}
      <td className="py-right">
        <RankText standing={standing} />
      </td>
      {view === 'ranks' ? (
        <>
          <td className={drawn ? 'py-right py-roomy' : 'py-right'}>{standing?.above ?? '—'}</td>
          <td className={drawn ? 'py-right py-roomy' : 'py-right'}>{standing?.below ?? '—'}</td>
        </>
      ) : (
        <>
          <td className="py-nowrap">
            <AgainstText standing={standing} />
          </td>
          <td className="py-right">{figure(standing?.deviation)}</td>
          <td className="py-right py-nowrap py-roomy">
            {standing === null ? '—' : `${figure(standing.band_lower)}–${figure(standing.band_upper)}`}
          </td>
        </>
      )}
      <td className="py-right py-main-figure">{figure(unit.value)}</td>
      <td className="py-right py-nowrap py-roomy">{interval(estimate)}</td>
      <td className="py-right py-nowrap">
        {unit.plainRank ?? '—'} <span className="py-minor">({figure(unit.plain)})</span>
      </td>
      <td className="py-right py-roomy">{count(unit.n)}</td>
      <td className="py-notes py-roomy">
        <Flags estimate={unit} />
      </td>
    </tr>
  )
}

/** What the data say of a unit, as one sentence. */
function useDescription(group: Group): (unit: PlacedUnit) => string {
  const { t } = useTranslation('results')
  return ({ name, standing, left_out }) => {
    if (standing === null) {
      const reason = left_out === null ? '' : t(`flag.${left_out}.word`)
      return t('separation.atNone', { unit: name, reason })
    }
    const { rank, lower, upper, above, below } = standing
    const verdict = t(`against.${standing.against_mean}`)
    return t('separation.at', { unit: name, rank, lower, upper, above, below, size: group.size, verdict })
  }
}
