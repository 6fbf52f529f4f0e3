import { useTranslation } from 'react-i18next'
import { ColumnChoice, useColumnChoice } from '@/components/ColumnChoice'
import { ExportButton } from '@/components/ExportButton'
import type { Comparisons, Results } from './api'
import type { ResultsState } from './choice'
import { useFigureColumns } from './figureColumns'
import { shortDigest, useCount } from './figures'
import { FiguresTable } from './FiguresTable'
import { FlagLegend } from './Flags'
import './results.css'

interface Props {
  results: Results
  /** By the rate; not there before they are loaded. */
  comparisons: Comparisons | undefined
  list: ResultsState
}

/** The table of all units, which columns of it are shown, and what its words mean. */
export function FiguresPanel({ results, comparisons, list }: Props) {
  const { t } = useTranslation('results')
  const count = useCount()
  const { round, overall, units } = results
  const columns = useFigureColumns(units, comparisons)
  const choice = useColumnChoice('results', columns)
  const shown = columns.filter((column) => choice.shown.has(column.key))
  const wide = shown.some(({ optional }) => optional)
  return (
    <section
      className={`py-panel py-panel-flush py-figures-panel${wide ? ' py-wide-table' : ''}`}
      aria-labelledby="results-figures"
    >
      <div className="py-toolbar">
        <div className="py-panel-head py-head-bare">
          <h2 id="results-figures">{t('round.figures')}</h2>
          <span className="py-facts">
            {t('round.figuresNote', {
              round: round.title,
              count: count(units.length),
              valid: count(overall.valid),
            })}
          </span>
        </div>
        <div className="py-actions">
          <ColumnChoice columns={columns} choice={choice} />
          <ExportButton path={`/rounds/${round.id}/results/export`} />
        </div>
      </div>
      <FiguresTable
        units={units}
        comparisons={comparisons}
        shown={shown}
        columns={columns}
        caption={`${round.title} ${t('round.figures')}`}
        list={list}
      />
      <div className="py-under-table">
        {comparisons !== undefined && <ComparedWith comparisons={comparisons} />}
        <FlagLegend estimates={units.map((unit) => unit.rate)} />
        <p className="py-source">
          {t('round.source', { round: round.title, digest: shortDigest(round.method_digest ?? '') })}
        </p>
      </div>
    </section>
  )
}

/** Which round the changes are from, or why there are none. */
function ComparedWith({ comparisons }: { comparisons: Comparisons }) {
  const { t } = useTranslation('results')
  const { earlier } = comparisons
  if (earlier === null) return <p className="py-source">{t('change.noEarlier')}</p>
  const { round, reasons, up, down, watched, abolished } = earlier
  if (!earlier.comparable) {
    return (
      <p className="py-source">
        {t('change.incomparable', { round: round.title, reasons: reasons.join(t('join')) })}
      </p>
    )
  }
  return (
    <p className="py-source">
      {t('change.from', { round: round.title, up, down, watched })}
      {abolished.length > 0 && t('change.gone', { units: abolished.map(({ name }) => name).join(t('join')) })}
    </p>
  )
}
