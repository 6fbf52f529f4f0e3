import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Button } from 'antd'
import { ApiError, isStatus } from '@/api/errors'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { EmptyState } from '@/components/EmptyState'
import { Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { useJob } from '@/features/jobs/api'
import { JobProgress } from '@/features/jobs/JobProgress'
import { useRoundContext } from '@/features/rounds/context'
import { type AnswerImport, discardImport, useBatches, useImport } from './api'
import { CheckedImport } from './CheckedImport'
import { FlowSteps } from './FlowSteps'
import { ImportTotals } from './ImportTotals'
import { MappingForm } from './MappingForm'
import { RejectedImport } from './RejectedImport'

/** One file on its way: mapping, check, load. Each step shows what can be done now. */
export function ImportView({ id }: { id: string }) {
  const { t } = useTranslation('collection')
  const { round } = useRoundContext()
  const query = useImport(round.id, id)
  const [mapping, setMapping] = useState(false)
  const file = query.data
  if (file === undefined || file.round_id !== round.id) {
    if (isStatus(query.error, 404, 422) || file !== undefined) {
      return (
        <div className="py-panel">
          <EmptyState title={t('import.missing')} actions={<Back />} />
        </div>
      )
    }
    return query.error === null ? (
      <PageLoading />
    ) : (
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
    )
  }
  const rests = file.state === 'checked' || file.state === 'rejected'
  const maps = file.state === 'uploaded' || (mapping && rests)
  return (
    <>
      <FlowSteps file={file} maps={maps} />
      {(maps || rests) && file.job_id !== null && <Failure jobId={file.job_id} />}
      {maps ? (
        <MappingForm
          key={`${file.id} ${file.problem_count}`}
          file={file}
          onChecking={() => setMapping(false)}
          discard={<Discard file={file} />}
        />
      ) : (
        <Stage file={file} onMap={() => setMapping(true)} />
      )}
    </>
  )
}

function Stage({ file, onMap }: { file: AnswerImport; onMap: () => void }) {
  const { t } = useTranslation('collection')
  const discard = <Discard file={file} />
  const map = <Button onClick={onMap}>{t('import.map.again')}</Button>
  if (file.state === 'checking' || file.state === 'loading') return <Working file={file} />
  if (file.state === 'rejected') return <RejectedImport file={file} map={map} discard={discard} />
  if (file.state === 'checked') return <CheckedImport file={file} map={map} discard={discard} />
  if (file.state === 'loaded') return <Loaded file={file} />
  return (
    <div className="py-panel">
      <EmptyState title={t('import.discarded.title')} hint={t('import.discarded.hint')} actions={<Back />} />
    </div>
  )
}

function Back() {
  const { t } = useTranslation('collection')
  return <Link to={{ search: '' }}>{t('import.back')}</Link>
}

/** The job that checks or loads the file. */
function Working({ file }: { file: AnswerImport }) {
  const { t } = useTranslation('collection')
  const { refetch } = useRoundContext()
  const title = t(file.state === 'checking' ? 'import.checking' : 'import.loading')
  return (
    <Panel title={title}>
      <JobProgress id={file.job_id ?? ''} title={title} onOver={() => void refetch()} />
    </Panel>
  )
}

/** Why the last check or load failed; the file is then back where it was before. */
function Failure({ jobId }: { jobId: string }) {
  const { data: job } = useJob(jobId)
  return job?.problem ? <ProblemAlert error={new ApiError(job.problem.status, job.problem)} /> : null
}

function Loaded({ file }: { file: AnswerImport }) {
  const { t } = useTranslation('collection')
  const { round } = useRoundContext()
  const batches = useBatches(round.id, { sort: '-number', limit: 100 })
  const batch = batches.data?.items.find(({ id }) => id === file.batch_id)
  return (
    <Panel
      title={t('import.loaded.title')}
      actions={
        <>
          <Link to="../progress">{t('import.toProgress')}</Link>
          <Back />
        </>
      }
    >
      <div className="py-stack">
        <p role="status">
          <StatusMark level={batch?.state === 'void' ? 'none' : 'done'}>
            {batch === undefined
              ? t('import.loaded.counted')
              : t(batch.state === 'void' ? 'import.loaded.void' : 'import.loaded.batch', {
                  name: t('batch.name', { number: batch.number }),
                })}
          </StatusMark>
        </p>
        {file.totals && <ImportTotals totals={file.totals} />}
      </div>
    </Panel>
  )
}

function Discard({ file }: { file: AnswerImport }) {
  const { t } = useTranslation('collection')
  const { refetch } = useRoundContext()
  return (
    <ConfirmSentence
      action={t('import.discard.action')}
      sentence={t('import.discard.sentence', { name: file.filename })}
      onConfirm={async () => {
        await discardImport(file.id)
        await refetch()
      }}
    />
  )
}
