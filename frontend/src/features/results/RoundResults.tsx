import { useTranslation } from 'react-i18next'
import { isStatus } from '@/api/errors'
import { EmptyState } from '@/components/EmptyState'
import { ExportButton } from '@/components/ExportButton'
import { Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useListState } from '@/components/useListState'
import { useComparisons, useResults, type Comparisons, type Results } from './api'
import { DEFAULTS, LASTS, oneOf } from './choice'
import { Explanation } from './Explanation'
import { figure, ratio, shortDigest, useCount } from './figures'
import { FiguresTable } from './FiguresTable'
import { FlagLegend } from './Flags'
import { MethodButton } from './MethodButton'
import './results.css'
import { Separation } from './Separation'
import { Headline, Summary } from './Summary'
import { TurnoutTable } from './TurnoutTable'

/** The results of a tallied round: every figure of every unit, turnout, method, and how to read them. */
export function RoundResults({ roundId }: { roundId: string }) {
  const { t } = useTranslation('results')
  const query = useResults(roundId)
  if (query.data !== undefined) return <Tallied results={query.data} />
  if (query.error === null) return <PageLoading />
  if (isStatus(query.error, 404)) {
    return (
      <div className="py-panel">
        <EmptyState title={t('round.notTallied')} hint={t('round.notTalliedHint')} />
      </div>
    )
  }
  return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
}

function Tallied({ results }: { results: Results }) {
  const { t, i18n } = useTranslation('results')
  const count = useCount()
  const { round, overall, units, turnout } = results
  const list = useListState(DEFAULTS)
  const comparisons = useComparisons(round.id, 'rate', Number(oneOf(LASTS, list.values.last, '5'))).data
  const digest = round.method_digest ?? ''
  return (
    <div className="py-results">
      <Summary overall={overall}>
        <Headline
          label={t('summary.awareness')}
          value={figure(overall.awareness.percent)}
          unit="%"
          note={t('items', { ratio: ratio(overall.awareness, i18n.language) })}
        />
      </Summary>
      <Separation roundId={round.id} list={list} scored={units.some(({ score }) => score !== null)} />
      <section className="py-panel py-panel-flush py-wide-table" aria-labelledby="results-figures">
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
            <ExportButton path={`/rounds/${round.id}/results/export`} />
          </div>
        </div>
        <FiguresTable
          units={units}
          comparisons={comparisons}
          caption={`${round.title} ${t('round.figures')}`}
          list={list}
        />
        <div className="py-under-table">
          {comparisons !== undefined && <ComparedWith comparisons={comparisons} />}
          <FlagLegend estimates={units.map((unit) => unit.rate)} />
          <p className="py-source">
            {t('round.source', { round: round.title, digest: shortDigest(digest) })}
          </p>
        </div>
      </section>
      <div className="py-parts">
        <Panel title={t('round.turnout')}>
          <TurnoutTable rows={turnout} caption={`${round.title} ${t('round.turnout')}`} />
          {overall.issued_together > 0 && (
            <p className="py-caption">{t('round.issuedTogether', { number: overall.issued_together })}</p>
          )}
        </Panel>
        <div className="py-stack">
          <Panel
            title={t('round.method')}
            note={t('round.methodNote')}
            actions={<MethodButton roundId={round.id} />}
          >
            <p>
              {t('round.fingerprint')} <span className="py-digest">{shortDigest(digest)}</span>
            </p>
          </Panel>
          <Explanation roundId={round.id} units={units} comparisons={comparisons} />
        </div>
      </div>
    </div>
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
