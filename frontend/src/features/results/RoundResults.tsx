import { useTranslation } from 'react-i18next'
import { isStatus } from '@/api/errors'
import { EmptyState } from '@/components/EmptyState'
import { Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useListState } from '@/components/useListState'
import { useComparisons, useResults, type Results } from './api'
import { DEFAULTS, LASTS, oneOf } from './choice'
import { Explanation } from './Explanation'
import { figure, ratio, shortDigest } from './figures'
import { FiguresPanel } from './FiguresPanel'
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
      <FiguresPanel results={results} comparisons={comparisons} list={list} />
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
