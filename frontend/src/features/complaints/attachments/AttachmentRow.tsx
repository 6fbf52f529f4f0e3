import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { formatDateTime } from '@/components/dates'
import { ProblemAlert } from '@/components/ProblemAlert'
import {
  downloadCopy,
  downloadOriginal,
  releaseTo,
  removeAttachment,
  takeBack,
  type Attachment,
  type Attachments,
  type Target,
} from './api'
import type { Rights } from './CaseAttachments'
import { FileMark, sizeOf } from './FileMark'
import { Preview } from './Preview'
import { ReleaseTo } from './ReleaseTo'

const PICTURES = ['jpg', 'png']

interface Props {
  caseId: string
  item: Attachment
  targets: Target[]
  may: Rights
  onShow: (after: Attachments) => void
  onOpened: () => void
}

/** One file: what it is, which units have it, and what can be done with it. */
export function AttachmentRow({ caseId, item, targets, may, onShow, onOpened }: Props) {
  const { t, i18n } = useTranslation('attachments')
  const [previewing, setPreviewing] = useState(false)
  const saving = useMutation({ mutationFn: () => downloadCopy(caseId, item.id) })
  const ready = item.state === 'ready'
  const left = targets.filter(
    ({ transfer_id }) => !item.releases.some((release) => release.transfer_id === transfer_id),
  )
  const facts = [
    item.kind.toUpperCase(),
    sizeOf(item.size),
    t(`source.${item.source}`, { who: item.brought_by }),
    formatDateTime(item.at, i18n.language),
  ]
  return (
    <li className="py-file">
      <div className="py-file-words">
        <p className="py-file-name">
          <b>{item.title}</b> {item.name !== null && <span>{item.name}</span>}
        </p>
        <p className="py-caption">{facts.join(' · ')}</p>
        <FileMark state={item.state} />
        {ready && !item.has_copy && <p className="py-caption">{t('noCopy')}</p>}
        {item.releases.map((release) => (
          <p key={release.transfer_id} className="py-file-release">
            {t('released', {
              unit: release.unit_name,
              title: release.title,
              name: release.released_by,
              time: formatDateTime(release.released_at, i18n.language),
            })}
            {may.release && (
              <ConfirmSentence
                size="small"
                action={t('takeBack.action')}
                sentence={t('takeBack.sentence', { title: item.title, unit: release.unit_name })}
                onConfirm={async () => onShow(await takeBack(caseId, item.id, release.transfer_id))}
              />
            )}
          </p>
        ))}
      </div>
      <div className="py-actions">
        {ready && item.has_copy && PICTURES.includes(item.kind) && (
          <Button size="small" onClick={() => setPreviewing(true)}>
            {t('preview')}
          </Button>
        )}
        {ready && item.has_copy && (
          <Button size="small" loading={saving.isPending} onClick={() => saving.mutate()}>
            {t('copy')}
          </Button>
        )}
        {ready && (
          <ConfirmSentence
            size="small"
            action={t('original.action')}
            sentence={t('original.sentence', { title: item.title })}
            onConfirm={async () => {
              await downloadOriginal(caseId, item.id)
              onOpened()
            }}
          />
        )}
        {ready && item.has_copy && may.release && item.source !== 'unit' && (
          <ReleaseTo
            title={item.title}
            targets={left}
            onRelease={async (transferId) => onShow(await releaseTo(caseId, item.id, transferId))}
          />
        )}
        {item.removable && may.write && (
          <ConfirmSentence
            size="small"
            action={t('remove.action')}
            sentence={t('remove.sentence', { title: item.title })}
            onConfirm={async () => onShow(await removeAttachment(caseId, item.id))}
          />
        )}
      </div>
      <ProblemAlert error={saving.error} />
      {previewing && (
        <Preview
          caseId={caseId}
          id={item.id}
          title={t('copyOf', { title: item.title })}
          onClose={() => setPreviewing(false)}
        />
      )}
    </li>
  )
}
