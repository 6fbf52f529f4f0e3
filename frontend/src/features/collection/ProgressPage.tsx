import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCan } from '@/api/session'
import { EmptyState } from '@/components/EmptyState'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useRoundContext } from '@/features/rounds/context'
import { useTurnout } from './api'
import { Batches } from './Batches'
import './collection.css'
import { TurnoutPanel } from './TurnoutPanel'
import { TurnoutSummary } from './TurnoutSummary'

/** 回收情况: how many sheets came back, by stratum and in batches. Never what they say. */
export default function ProgressPage() {
  const { t } = useTranslation('collection')
  const { round } = useRoundContext()
  const can = useCan()
  if (round.state === 'draft') {
    return (
      <div className="py-panel">
        <EmptyState
          title={t('progress.draft.title')}
          hint={t('progress.draft.hint')}
          actions={
            round.collection === 'coded' &&
            can('turnout.read') && <Link to="../codes">{t('progress.draft.to')}</Link>
          }
        />
      </div>
    )
  }
  return (
    <div className="py-collection">
      {can('turnout.read') && <TurnoutPart />}
      <Batches />
    </div>
  )
}

function TurnoutPart() {
  const { round } = useRoundContext()
  const turnout = useTurnout(round.id, round.state === 'open')
  if (turnout.data === undefined) {
    return turnout.error === null ? (
      <PageLoading />
    ) : (
      <ProblemAlert error={turnout.error} onRetry={() => void turnout.refetch()} />
    )
  }
  return (
    <>
      {turnout.error !== null && (
        <ProblemAlert error={turnout.error} onRetry={() => void turnout.refetch()} />
      )}
      <TurnoutSummary turnout={turnout.data} />
      <TurnoutPanel turnout={turnout.data} readAt={turnout.dataUpdatedAt} />
    </>
  )
}
