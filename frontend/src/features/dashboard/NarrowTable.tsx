import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AxisHead } from '@/components/chart/AxisHead'
import { WhiskerRow } from '@/components/chart/WhiskerRow'
import type { DashboardUnit, Standing } from '@/features/results/api'
import { figure, interval, ratio, useCount } from '@/features/results/figures'
import { PrintRow } from '@/features/results/PrintRow'
import { SortHead } from '@/features/results/SortHead'
import { ChangeText, RankText, toneOf } from '@/features/results/Standing'
import { CardWords } from './Cards'
import { shownGroup, shownStanding, sortOf } from './choice'
import { ComplaintWords } from './Complaints'
import { Status } from './Status'
import type { TableProps } from './UnitTable'

const TICKS = 4

/** The units on a phone: name and rate, a small drawing, the other figures in a line below the name. */
export function NarrowTable({ data, round, units, list, comparison, printLine }: TableProps) {
  const { t } = useTranslation('dashboard')
  const sort = { sort: sortOf(list.values.sort), onSort: (value: string) => list.set({ sort: value }) }
  const { sequence } = list.values
  const mean = shownGroup(data, sequence)?.mean ?? null
  return (
    <table className="py-table py-narrow">
      <caption className="py-hidden">{t('table.caption', { round: round.title })}</caption>
      <thead className="py-figures">
        <PrintRow columns={3}>{printLine}</PrintRow>
        <tr>
          <SortHead name="unit" title={t('table.unit')} {...sort} down={false} align="left" />
          <th scope="col" className="py-drawn-head">
            <span className="py-hidden">{t('table.interval')}</span>
            <AxisHead
              axis={data.axis}
              average={mean === null ? null : { label: t('table.average'), value: mean }}
              most={TICKS}
            />
          </th>
          <SortHead name="rate" title={t('table.rate')} {...sort} note="%" />
        </tr>
      </thead>
      <tbody>
        {units.map((unit) => (
          <NarrowRow
            key={unit.unit_id}
            unit={unit}
            axis={data.axis}
            average={mean}
            standing={shownStanding(unit, sequence)}
            compared={comparison?.comparable === true}
          />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  unit: DashboardUnit
  axis: TableProps['data']['axis']
  average: string | null
  standing: Standing | null
  compared: boolean
}

function NarrowRow({ unit, axis, average, standing, compared }: RowProps) {
  const { t, i18n } = useTranslation('dashboard')
  const count = useCount()
  const { figures } = unit
  if (figures === null) return null
  const { rate, plain } = figures
  return (
    <>
      <tr className="py-narrow-main">
        <th scope="row">
          <Link to={`/units/${unit.code}`}>{unit.name}</Link>
        </th>
        <td className="py-drawn">
          <WhiskerRow
            axis={axis}
            average={average}
            estimate={rate}
            most={TICKS}
            band={standing && { lower: standing.band_lower, upper: standing.band_upper }}
            tone={standing && toneOf(standing)}
          />
        </td>
        <td className="py-right py-main-figure">{figure(rate.value)}</td>
      </tr>
      <tr>
        <td colSpan={3} className="py-narrow-more">
          {rate.lower !== null && <span>{t('table.intervalShort', { interval: interval(rate) })}</span>}
          <span>{t('table.nShort', { n: count(figures.n) })}</span>
          <span>
            {t('table.plainShort', { percent: figure(plain.percent), ratio: ratio(plain, i18n.language) })}
          </span>
          <span>
            {t('table.rank')} <RankText standing={standing} />
          </span>
          {compared && (
            <span>
              {t('table.change')} <ChangeText change={unit.standing?.change ?? null} />
            </span>
          )}
          <ComplaintWords complaints={unit.complaints} />
          <CardWords unit={unit} />
          <Status status={unit.status} />
        </td>
      </tr>
    </>
  )
}
