import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { TableFrame } from '@/components/DataTable'
import { ratio, useCount } from '@/features/results/figures'
import type { Figures, Indicator, IndicatorRow, Indicators } from './api'
import './oversight.css'

const COUNTS = ['records', 'open', 'finished', 'late'] as const

/** One row a unit or month, and the total. A share stands with its fraction, a target with whether it is met. */
export function IndicatorTable({ found, caption }: { found: Indicators; caption: string }) {
  const { t } = useTranslation('oversight')
  return (
    <TableFrame caption={caption}>
      <thead className="py-figures">
        <tr>
          <th scope="col">{t(`indicators.by.${found.by}`)}</th>
          {COUNTS.map((name) => (
            <th key={name} scope="col" className="py-right">
              {t(`indicators.${name}`)}
            </th>
          ))}
          {found.total.indicators.map((one) => (
            <th key={one.measure} scope="col" className="py-right">
              <span className="py-share">
                {t(`indicators.measure.${one.measure}`)}
                <small>{t(`indicators.of.${one.measure}`)}</small>
                {one.target !== null && (
                  <small>{t('indicators.target', { target: Number(one.target) })}</small>
                )}
              </span>
            </th>
          ))}
          <th scope="col" className="py-right">
            <span className="py-share">
              {t('indicators.days')}
              <small>{t('indicators.daysNote')}</small>
            </span>
          </th>
          <th scope="col" className="py-right">
            {t('indicators.bad')}
          </th>
        </tr>
      </thead>
      <tbody className="py-figures">
        {found.rows.map((row) => (
          <tr key={row.unit_id ?? row.month}>
            <th scope="row">
              <Label row={row} />
            </th>
            <Cells figures={row.figures} />
          </tr>
        ))}
      </tbody>
      <tfoot className="py-figures">
        <tr>
          <th scope="row">{t('indicators.total')}</th>
          <Cells figures={found.total} />
        </tr>
      </tfoot>
    </TableFrame>
  )
}

function Label({ row }: { row: IndicatorRow }) {
  if (row.unit_code === null) return row.month
  return <Link to={`/units/${encodeURIComponent(row.unit_code)}`}>{row.unit_name}</Link>
}

function Cells({ figures }: { figures: Figures }) {
  const { t } = useTranslation('oversight')
  const count = useCount()
  const taken = figures.mistaken + figures.malicious
  return (
    <>
      {COUNTS.map((name) => (
        <td key={name} className="py-right">
          {count(figures[name])}
        </td>
      ))}
      {figures.indicators.map((one) => (
        <td key={one.measure} className="py-right">
          <Share one={one} />
        </td>
      ))}
      <td className="py-right">
        {figures.days.actual === null ? t('none') : `${figures.days.actual} / ${figures.days.promised}`}
      </td>
      <td className="py-right">
        <span className="py-share">
          {count(figures.bad)}
          {taken > 0 && <small>{t('indicators.badNote', { count: taken })}</small>}
        </span>
      </td>
    </>
  )
}

/** A share, its fraction, and in words whether it reaches the target. */
function Share({ one }: { one: Indicator }) {
  const { t, i18n } = useTranslation('oversight')
  if (one.percent === null) return t('none')
  return (
    <span className={one.met === false ? 'py-share py-share-missed' : 'py-share'}>
      {one.percent}%
      <small>
        {ratio(one, i18n.language)}
        {one.met !== null && ` ${t(one.met ? 'indicators.met' : 'indicators.missed')}`}
      </small>
    </span>
  )
}
