import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount, formatDateTime } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import type { Job } from '@/features/jobs/api'
import { JobProgress } from '@/features/jobs/JobProgress'
import { EVENTS, startVerification, useVerification, type Verification, VERIFICATION } from './api'

interface Props {
  /** Show one event, by its number. */
  onSeq: (seq: number) => void
}

/** The newest verification of the record, and the button for the next. */
export function VerificationPanel({ onSeq }: Props) {
  const { t } = useTranslation('audit')
  const queries = useQueryClient()
  const newest = useVerification()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const start = async () => {
    setBusy(true)
    setError(null)
    try {
      queries.setQueryData(VERIFICATION, await startVerification())
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  const job = newest.data
  return (
    <Panel
      title={t('verify.title')}
      note={t('verify.outside')}
      actions={
        <Button onClick={() => void start()} loading={busy}>
          {t('verify.start')}
        </Button>
      }
    >
      <ProblemAlert error={error ?? newest.error} />
      {job === null && <p>{t('verify.none')}</p>}
      {job && (
        <JobProgress
          key={job.id}
          id={job.id}
          title={t('verify.title')}
          onOver={() => void queries.invalidateQueries({ queryKey: EVENTS })}
        >
          {(done) => <Result job={done} onSeq={onSeq} />}
        </JobProgress>
      )}
    </Panel>
  )
}

function Result({ job, onSeq }: Props & { job: Job }) {
  const { t, i18n } = useTranslation('audit')
  const result = job.result as unknown as Verification
  const count = (value: number) => formatCount(value, i18n.language)
  return (
    <>
      <div className="py-actions">
        <StatusMark level={result.findings === 0 ? 'done' : 'overdue'}>
          {result.findings === 0 ? t('verify.sound') : t('verify.found', { count: result.findings })}
        </StatusMark>
        <span className="py-caption">
          {t('verify.last', { at: formatDateTime(job.finished_at, i18n.language) })}
        </span>
      </div>
      <dl className="py-facts-list">
        <dt>{t('verify.events')}</dt>
        <dd>{count(result.events)}</dd>
        <dt>{t('verify.checkpoints')}</dt>
        <dd>{count(result.checkpoints)}</dd>
        <dt>{t('verify.head')}</dt>
        <dd className="py-record-code">{result.head}</dd>
      </dl>
      {result.findings > 0 && (
        <>
          <ul aria-label={t('verify.findings')}>
            {result.first.map(({ seq, zh, en }, at) => (
              <li key={at}>
                {seq === 0 ? (
                  t('verify.whole')
                ) : (
                  <button type="button" className="py-link" onClick={() => onSeq(seq)}>
                    {t('record.one', { seq })}
                  </button>
                )}
                {i18n.language === 'en' ? `: ${en}` : `：${zh}`}
              </li>
            ))}
          </ul>
          {result.findings > result.first.length && (
            <p className="py-caption">{t('verify.more', { count: result.first.length })}</p>
          )}
          <p>{t('verify.advice')}</p>
        </>
      )}
    </>
  )
}
