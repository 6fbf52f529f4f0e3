import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isStatus } from '@/api/errors'
import { useCan } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { formatDateTime } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useCount } from '@/features/results/figures'
import { useRoundContext } from '@/features/rounds/context'
import { type Screening, screeningKey, startScreening, useScreening } from './api'
import { EffectPanel } from './EffectPanel'
import { FlagGroups } from './FlagGroups'
import './screening.css'
import { StraightPanel } from './StraightPanel'

/** What looks odd about the sheets of a counted round, what was decided about it, and what that changes. */
export default function ScreeningPage() {
  // The texts of results are those of a part that comes later: the page must not vanish while they load.
  const { t } = useTranslation(['screening', 'results'])
  const { round, refetch } = useRoundContext()
  const [waiting, setWaiting] = useState(false)
  const query = useScreening(round.id)
  const settled = query.data && query.data.screened_at !== null && !query.data.recounting
  const pending = useRef(false)
  // What can be done next has changed with it.
  const refresh = useEffectEvent(() => void refetch())
  useEffect(() => {
    if (settled && pending.current) refresh()
    pending.current = settled === false
  }, [settled])
  if (query.data !== undefined) {
    return query.data.screened_at === null ? (
      <NotScreened roundId={round.id} waiting={waiting} onStart={() => setWaiting(true)} />
    ) : (
      <Screened found={query.data} editable={round.state === 'tallied'} />
    )
  }
  if (query.error === null) return <PageLoading />
  if (isStatus(query.error, 404)) {
    return (
      <div className="py-panel">
        <EmptyState title={t('notCounted.title')} hint={t('notCounted.hint')} />
      </div>
    )
  }
  return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
}

interface NotScreenedProps {
  roundId: string
  waiting: boolean
  onStart: () => void
}

/** A round that was counted before there was a screening, or whose screening is on its way. */
function NotScreened({ roundId, waiting, onStart }: NotScreenedProps) {
  const { t } = useTranslation('screening')
  const can = useCan()
  const queries = useQueryClient()
  const start = async () => {
    await startScreening(roundId)
    onStart()
    await queries.invalidateQueries({ queryKey: screeningKey(roundId) })
  }
  return (
    <div className="py-panel">
      <EmptyState
        title={t(waiting ? 'notScreened.waiting' : 'notScreened.title')}
        hint={t('notScreened.hint')}
        actions={
          !waiting &&
          can('screening.decide') && (
            <ConfirmSentence
              action={t('notScreened.start')}
              sentence={t('notScreened.sentence')}
              onConfirm={start}
            />
          )
        }
      />
    </div>
  )
}

function Screened({ found, editable }: { found: Screening; editable: boolean }) {
  const { t, i18n } = useTranslation('screening')
  const count = useCount()
  const facts = t('facts', {
    sheets: count(found.sheets),
    at: formatDateTime(found.screened_at, i18n.language),
  })
  return (
    <div className="py-results">
      <Panel
        title={found.total === 0 ? t('title') : t('progress', { decided: found.decided, total: found.total })}
        note={facts}
      >
        {found.recounting && (
          <p className="py-caption" role="status">
            {t('recounting')}
          </p>
        )}
        {found.total === 0 ? (
          <EmptyState title={t('empty.title')} hint={t('empty.hint')} />
        ) : (
          <p className="py-screening-lead">{t(editable ? 'lead' : 'over')}</p>
        )}
      </Panel>
      <FlagGroups roundId={found.round.id} flags={found.flags} editable={editable} />
      {found.total > 0 && <EffectPanel roundId={found.round.id} title={found.round.title} />}
      <StraightPanel rows={found.straight} />
    </div>
  )
}
