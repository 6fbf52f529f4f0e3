import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isStatus } from '@/api/errors'
import { useCan } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { EmptyState } from '@/components/EmptyState'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useCount } from '@/features/results/figures'
import { useRoundContext } from '@/features/rounds/context'
import { commentsKey, startPreparation, type Summary, useSummary } from './api'
import './comments.css'
import { DeskView } from './DeskView'
import { ReaderView } from './ReaderView'

/** 意见: the desk where the office checks and codes them; for everybody else, what was released. */
export default function CommentsPage() {
  const { t } = useTranslation('comments')
  const { round } = useRoundContext()
  const query = useSummary(round.id)
  const summary = query.data
  if (summary === undefined) {
    if (query.error === null) return <PageLoading />
    if (!isStatus(query.error, 404)) {
      return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
    }
    return round.state === 'published' ? (
      <Nothing title={t('none.title')} hint={t('none.hint')} />
    ) : (
      <Nothing title={t('early.title')} hint={t('early.hint')} />
    )
  }
  if (summary.progress === null) return <ReaderView summary={summary} />
  if (summary.progress.unprepared > 0) return <Unprepared summary={summary} />
  if (summary.progress.total === 0) return <Nothing title={t('none.title')} hint={t('none.hint')} />
  return <DeskView summary={summary} progress={summary.progress} />
}

function Nothing({ title, hint }: { title: string; hint: string }) {
  return (
    <div className="py-panel">
      <EmptyState title={title} hint={hint} />
    </div>
  )
}

/** On their way to the desk; of a round counted by an earlier version this has to be started. */
function Unprepared({ summary }: { summary: Summary }) {
  const { t } = useTranslation('comments')
  const can = useCan()
  const count = useCount()
  const queries = useQueryClient()
  const [waiting, setWaiting] = useState(false)
  const start = async () => {
    await startPreparation(summary.round.id)
    setWaiting(true)
    await queries.invalidateQueries({ queryKey: commentsKey(summary.round.id) })
  }
  return (
    <div className="py-panel">
      <EmptyState
        title={t(waiting ? 'unprepared.waiting' : 'unprepared.title', {
          comments: count(summary.progress?.unprepared ?? 0),
        })}
        hint={t('unprepared.hint')}
        actions={
          !waiting &&
          can('comment.moderate') && (
            <ConfirmSentence
              action={t('unprepared.start')}
              sentence={t('unprepared.sentence')}
              onConfirm={start}
            />
          )
        }
      />
    </div>
  )
}
