import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AxisHead } from '@/components/chart/AxisHead'
import { WhiskerRow } from '@/components/chart/WhiskerRow'
import { TableFrame } from '@/components/DataTable'
import type { Dashboard, DashboardUnit, Estimate, RoundRef } from '@/features/results/api'
import { figure, interval, ratio, useCount } from '@/features/results/figures'
import { PrintRow } from '@/features/results/PrintRow'
import { SortHead } from '@/features/results/SortHead'
import { ChangeText, RankText, toneOf } from '@/features/results/Standing'
import { CardCell, CardHead } from './Cards'
import { shownGroup, shownStanding, sortOf, type DashboardState } from './choice'
import { ComplaintCells, ComplaintHeads } from './Complaints'
import { Status } from './Status'

export interface TableProps {
  data: Dashboard
  round: RoundRef
  units: readonly DashboardUnit[]
  list: DashboardState
  comparison: Dashboard['comparison']
  /** Above the head on every printed page. */
  printLine: ReactNode
}

/** How many numbers the axis of the drawn column holds. */
const TICKS = 10

/** One row a unit. The first column of figures is drawn, or written as bounds. */
export function UnitTable({ column, ...props }: TableProps & { column: 'chart' | 'text' }) {
  const { t } = useTranslation('dashboard')
  const { data, round, units, list, comparison, printLine } = props
  const sort = { sort: sortOf(list.values.sort), onSort: (value: string) => list.set({ sort: value }) }
  const drawn = column === 'chart'
  const mean = shownGroup(data, list.values.sequence)?.mean ?? null
  const sequences = data.groups.length > 2
  const pairs = [comparison, data.complaints].filter((pair) => pair !== null)
  const columns = 8 + (sequences ? 1 : 0) + 2 * pairs.length + (data.oversight === null ? 0 : 1)
  return (
    <TableFrame caption={t('table.caption', { round: round.title })}>
      <thead className="py-figures">
        <PrintRow columns={columns}>{printLine}</PrintRow>
        <tr>
          <SortHead name="unit" title={t('table.unit')} {...sort} down={false} align="left" />
          {drawn && (
            <th scope="col" className="py-drawn-head">
              {data.axis.min > 0 ? t('table.drawnFrom', { min: data.axis.min }) : t('table.drawn')}
              <AxisHead
                axis={data.axis}
                average={mean === null ? null : { label: t('table.average'), value: mean }}
                most={TICKS}
              />
            </th>
          )}
          <SortHead name="rate" title={t('table.rate')} {...sort} note="%" />
          {!drawn && (
            <th scope="col" className="py-right">
              {t('table.interval')}
            </th>
          )}
          <SortHead name="n" title={t('table.n')} {...sort} />
          <SortHead name="plain" title={t('table.plain')} {...sort} note="%" />
          <th scope="col" className={drawn ? 'py-right py-beside-drawing' : 'py-right'}>
            {t('table.ratio')}
          </th>
          <SortHead name="rank" title={t('table.rank')} {...sort} down={false} note={t('table.rankNote')} />
          {sequences && (
            <SortHead name="own" title={t('table.own')} {...sort} down={false} note={t('table.rankNote')} />
          )}
          {comparison !== null && (
            <>
              <SortHead
                name="previous"
                title={t('table.previous')}
                {...sort}
                note={t('table.previousNote')}
              />
              <SortHead
                name="change"
                title={t('table.change')}
                {...sort}
                align="left"
                note={comparison.comparable ? t('table.changeUnit') : t('table.incomparable')}
              />
            </>
          )}
          {data.complaints !== null && <ComplaintHeads {...sort} />}
          {data.oversight !== null && <CardHead {...sort} />}
          <SortHead name="attention" title={t('table.attention')} {...sort} align="left" />
        </tr>
      </thead>
      <tbody className="py-figures">
        {units.map((unit) => (
          <UnitRow key={unit.unit_id} unit={unit} drawn={drawn} {...props} />
        ))}
      </tbody>
    </TableFrame>
  )
}

function UnitRow({
  unit,
  drawn,
  data,
  list,
  comparison,
}: TableProps & { unit: DashboardUnit; drawn: boolean }) {
  const { t, i18n } = useTranslation(['dashboard', 'results'])
  const count = useCount()
  const { figures, previous, standing } = unit
  if (figures === null) return null
  const { rate, plain } = figures
  const fraction = t('results:items', { ratio: ratio(plain, i18n.language) })
  return (
    <tr>
      <th scope="row">
        <Link to={`/units/${unit.code}`}>{unit.name}</Link>
      </th>
      {drawn && (
        <td className="py-drawn">
          <Drawn unit={unit} rate={rate} data={data} sequence={list.values.sequence} />
        </td>
      )}
      <td className="py-right py-main-figure">{figure(rate.value)}</td>
      {!drawn && <td className="py-right py-nowrap">{interval(rate)}</td>}
      <td className="py-right">{count(figures.n)}</td>
      <td className="py-right">
        {figure(plain.percent)}
        {drawn && <span className="py-ratio py-under-rate">{fraction}</span>}
      </td>
      <td className={drawn ? 'py-right py-ratio py-beside-drawing' : 'py-right py-ratio'}>{fraction}</td>
      <td className="py-right">
        <RankText standing={standing?.overall ?? null} />
      </td>
      {data.groups.length > 2 && (
        <td className="py-right">
          <RankText standing={standing?.in_sequence ?? null} />
        </td>
      )}
      {comparison !== null && (
        <>
          <td className="py-right">{figure(previous?.rate)}</td>
          <td>
            <ChangeText change={standing?.change ?? null} />
          </td>
        </>
      )}
      <ComplaintCells complaints={unit.complaints} />
      {data.oversight !== null && <CardCell unit={unit} />}
      <td className="py-attention-column">
        <Status status={unit.status} />
      </td>
    </tr>
  )
}

interface DrawnProps {
  unit: DashboardUnit
  rate: Estimate
  data: Dashboard
  sequence: string
}

/** The rate and its interval before the band around the average, and the same in words. */
function Drawn({ unit, rate, data, sequence }: DrawnProps) {
  const { t } = useTranslation(['dashboard', 'results'])
  const standing = shownStanding(unit, sequence)
  return (
    <>
      <WhiskerRow
        axis={data.axis}
        average={shownGroup(data, sequence)?.mean ?? null}
        estimate={rate}
        most={TICKS}
        band={standing && { lower: standing.band_lower, upper: standing.band_upper }}
        tone={standing && toneOf(standing)}
      />
      <span className="py-hidden">
        {t('table.interval')} {interval(rate)}
        {standing !== null && ` ${t(`results:against.${standing.against_mean}`)}`}
      </span>
    </>
  )
}
