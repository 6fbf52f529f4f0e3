import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { HistoryLine } from '@/components/chart/HistoryLine'
import { axisAround } from '@/components/chart/scale'
import { TableFrame } from '@/components/DataTable'
import type { HistoryItem } from './api'
import { figure, interval, useCount } from './figures'
import './results.css'

/** A unit's weighted rate over the rounds: as a line with intervals, or as a table of the same figures. */
export function UnitHistory({ items }: { items: readonly HistoryItem[] }) {
  const { t } = useTranslation('results')
  const [table, setTable] = useState(false)
  const axis = axisAround(
    items.flatMap(({ figures, mean_rate }) => [figures.rate.lower, figures.rate.value, mean_rate]),
  )
  const single = items.length === 1
  return (
    <div>
      <div className="py-panel-head">
        <h3>{t('unit.history')}</h3>
        {axis.min > 0 && !table && !single && (
          <span className="py-caption">{t('unit.historyFrom', { min: axis.min })}</span>
        )}
        {!single && (
          <div className="py-actions">
            <button type="button" className="py-link" onClick={() => setTable(!table)}>
              {t(table ? 'unit.toChart' : 'unit.toTable')}
            </button>
          </div>
        )}
      </div>
      {single ? (
        <p className="py-minor">{t('unit.historyOne')}</p>
      ) : table ? (
        <HistoryTable items={items} caption={t('unit.history')} />
      ) : (
        <>
          <div className="py-history-box">
            <HistoryLine
              axis={axis}
              averageLabel={t('label.mean')}
              points={items.map(({ round, figures, mean_rate }) => ({
                key: round.id,
                label: t('unit.shortRound', round),
                average: mean_rate,
                ...figures.rate,
              }))}
            />
          </div>
          <ul className="py-hidden">
            {items.map(({ round, figures }) => (
              <li key={round.id}>
                {round.title} {figure(figures.rate.value)} {interval(figures.rate)}
              </li>
            ))}
          </ul>
        </>
      )}
      {!single && (
        <p className="py-caption">
          {!table && t('unit.historyMarks')} {t('unit.historyNote')}
        </p>
      )}
    </div>
  )
}

function HistoryTable({ items, caption }: { items: readonly HistoryItem[]; caption: string }) {
  const { t } = useTranslation('results')
  const count = useCount()
  return (
    <TableFrame caption={caption}>
      <thead>
        <tr>
          <th scope="col">{t('unit.round')}</th>
          <th scope="col" className="py-right">
            {t('label.weighted')}
          </th>
          <th scope="col" className="py-right">
            {t('label.interval')}
          </th>
          <th scope="col" className="py-right">
            {t('label.plain')}
          </th>
          <th scope="col" className="py-right">
            {t('label.n')}
          </th>
          <th scope="col" className="py-right">
            {t('label.mean')}
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ round, figures, mean_rate }) => (
          <tr key={round.id}>
            <th scope="row">{round.title}</th>
            <td className="py-right py-main-figure">{figure(figures.rate.value)}</td>
            <td className="py-right">{interval(figures.rate)}</td>
            <td className="py-right">{figure(figures.plain.percent)}</td>
            <td className="py-right">{count(figures.n)}</td>
            <td className="py-right">{figure(mean_rate)}</td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}
