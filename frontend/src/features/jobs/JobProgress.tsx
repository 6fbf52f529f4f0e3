import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/errors'
import { formatCount } from '@/components/dates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import '@/components/page.css'
import { isOver, type Job, useJob } from './api'

interface Props {
  id: string
  /** What is being done, as a noun. */
  title: string
  /** Called once, when the job is over (to read again what it has changed). */
  onOver?: (job: Job) => void
  /** What came out of it. */
  children?: (job: Job) => ReactNode
}

/** Long work on the server: how far it is, and what became of it. It goes on without this page. */
export function JobProgress({ id, title, onOver, children }: Props) {
  const { t, i18n } = useTranslation('jobs')
  const { data: job, error, refetch } = useJob(id)
  const told = useRef<string | null>(null)
  useEffect(() => {
    // Also when it was over before it was first asked for: the page may have been read while it was at work.
    if (!job || !isOver(job) || told.current === job.id) return
    told.current = job.id
    onOver?.(job)
  }, [job, onOver])
  if (!job) return <ProblemAlert error={error} onRetry={() => void refetch()} />
  const { done, total } = job.progress
  const count = (value: number) => formatCount(value, i18n.language)
  return (
    <div className="py-stack">
      <div className="py-actions">
        <strong>{title}</strong>
        <StatusMark level={job.state === 'done' ? 'done' : job.state === 'failed' ? 'watch' : 'none'}>
          <span role="status">{t(`state.${job.state}`)}</span>
        </StatusMark>
        {!isOver(job) && total > 0 && (
          <span>{t('progress', { done: count(done), total: count(total) })}</span>
        )}
      </div>
      {!isOver(job) && (
        <>
          <div
            className="py-progress"
            role="progressbar"
            aria-label={title}
            aria-valuemin={0}
            aria-valuemax={total || 1}
            {...(total > 0 ? { 'aria-valuenow': done } : {})}
          >
            <div style={{ width: total > 0 ? `${(100 * done) / total}%` : 0 }} />
          </div>
          <p className="py-caption">{t('mayLeave')}</p>
        </>
      )}
      {job.problem && <ProblemAlert error={new ApiError(job.problem.status, job.problem)} />}
      {job.state === 'done' && children?.(job)}
    </div>
  )
}
