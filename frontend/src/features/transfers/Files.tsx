import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { formatDate } from '@/components/dates'
import { FileDrop } from '@/components/FileDrop'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { ENDINGS, MAX_SIZE } from '@/features/complaints/attachments/api'
import { FileMark, sizeOf } from '@/features/complaints/attachments/FileMark'
import '@/features/complaints/attachments/attachments.css'
import { attachFile, openFile, removeFile, type TransferFile } from './api'
import { actionOf, useTransfer } from './context'

/** What the centre gave the unit to handle the matter; a part of its panel. */
export function GivenFiles() {
  const { t } = useTranslation('attachments')
  const given = useTransfer().order.attachments.filter(({ sender }) => sender === 'officer')
  if (given.length === 0) return null
  return (
    <section className="py-order-given" aria-label={t('own.given')}>
      <h3>{t('own.given')}</h3>
      <p className="py-caption">{t('own.hint')}</p>
      <FileList files={given} />
    </section>
  )
}

/** What the unit attaches to its result. */
export function Files() {
  const { t } = useTranslation('attachments')
  const notice = useNotice()
  const { order, show } = useTransfer()
  const own = order.attachments.filter(({ sender }) => sender === 'unit')
  const attaches = actionOf(order, 'attach') !== undefined
  const sending = useMutation({
    mutationFn: (file: File) => attachFile(order.id, file),
    onSuccess: (after) => {
      show(after)
      notice(t('uploaded'))
    },
  })
  if (!attaches && own.length === 0) return null
  return (
    <Panel title={t('own.title')} note={t('own.note')}>
      <div className="py-stack">
        {own.length > 0 && <FileList files={own} />}
        {attaches && (
          <>
            <FileDrop
              label={t('own.drop')}
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

function FileList({ files }: { files: TransferFile[] }) {
  return (
    <ul className="py-files">
      {files.map((file) => (
        <FileRow key={file.id} file={file} />
      ))}
    </ul>
  )
}

function FileRow({ file }: { file: TransferFile }) {
  const { t, i18n } = useTranslation('attachments')
  const { order, show } = useTransfer()
  const saving = useMutation({ mutationFn: () => openFile(order.id, file.id) })
  const stays = ['signed', 'answered', 'finished'].includes(order.state)
  const submitted = file.sender === 'unit' && stays && !file.removable
  const facts = [
    file.kind.toUpperCase(),
    sizeOf(file.size),
    formatDate(file.on, i18n.language),
    ...(submitted ? [t('own.submitted')] : []),
  ]
  return (
    <li className="py-file">
      <div className="py-file-words">
        <p className="py-file-name">
          <b>{file.title}</b>
        </p>
        <p className="py-caption">{facts.join(' · ')}</p>
        <FileMark state={file.state} />
      </div>
      <div className="py-actions">
        {file.state === 'ready' && (
          <Button size="small" loading={saving.isPending} onClick={() => saving.mutate()}>
            {t('own.download')}
          </Button>
        )}
        {file.removable && (
          <ConfirmSentence
            size="small"
            action={t('remove.action')}
            sentence={t('remove.sentence', { title: file.title })}
            onConfirm={async () => show(await removeFile(order.id, file.id))}
          />
        )}
      </div>
      <ProblemAlert error={saving.error} />
    </li>
  )
}
