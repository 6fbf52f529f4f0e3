import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '@/components/EmptyState'
import { FileDrop } from '@/components/FileDrop'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { attachmentsQuery, ENDINGS, MAX_SIZE, uploadAttachment, type Attachments } from './api'
import { AttachmentRow } from './AttachmentRow'
import './attachments.css'

export interface Rights {
  /** `complaint_attachment.write` */
  write: boolean
  /** `complaint_attachment.release` */
  release: boolean
}

interface Props {
  caseId: string
  may: Rights
  /** Something was added to the timeline of the case. */
  onChanged?: () => void
}

/** The files of a case for those who work on it: opened as cleaned copies, handed on to units one by one. */
export function CaseAttachments({ caseId, may, onChanged }: Props) {
  const { t } = useTranslation('attachments')
  const queries = useQueryClient()
  const notice = useNotice()
  const { data, error, refetch, isPending } = useQuery(attachmentsQuery(caseId))
  const show = (after: Attachments) => {
    queries.setQueryData(attachmentsQuery(caseId).queryKey, after)
    onChanged?.()
  }
  const sending = useMutation({
    mutationFn: (file: File) => uploadAttachment(caseId, file),
    onSuccess: (after) => {
      show(after)
      notice(t('uploaded'))
    },
  })
  return (
    <Panel title={t('title')} note={t('note')}>
      <div className="py-stack">
        <ProblemAlert error={error} onRetry={() => void refetch()} />
        {isPending && <div className="py-file-skeleton" role="status" aria-label={t('opening')} />}
        {data?.items.length === 0 && <EmptyState title={t('empty.title')} hint={t('empty.hint')} />}
        {data !== undefined && data.items.length > 0 && (
          <ul className="py-files">
            {data.items.map((item) => (
              <AttachmentRow
                key={item.id}
                caseId={caseId}
                item={item}
                targets={data.targets}
                may={may}
                onShow={show}
                onOpened={() => onChanged?.()}
              />
            ))}
          </ul>
        )}
        {may.write && (
          <>
            <FileDrop
              label={t('drop')}
              accept={ENDINGS}
              maxSize={MAX_SIZE}
              busy={sending.isPending}
              onFile={(file) => sending.mutate(file)}
            />
            <ProblemAlert error={sending.error} />
          </>
        )}
      </div>
    </Panel>
  )
}
