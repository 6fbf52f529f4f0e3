import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { useNotice } from '@/components/Notices'
import { useCount } from '@/features/results/figures'
import { type Comment, releaseMany } from './api'

interface Props {
  roundId: string
  /** The comments of the page that is shown. */
  items: readonly Comment[]
  onDone: () => Promise<void>
}

/** Releases at once what stands on the page, is undecided and has nothing found in it: what the person has seen. */
export function ReleaseMany({ roundId, items, onDone }: Props) {
  const { t } = useTranslation('comments')
  const count = useCount()
  const notice = useNotice()
  const clear = items.filter(({ desk }) => desk?.state === 'pending' && desk.findings === 0)
  return (
    <div className="py-comment-bulk">
      {clear.length > 0 && (
        <ConfirmSentence
          size="small"
          action={t('many.action', { count: count(clear.length) })}
          sentence={t('many.sentence', { count: count(clear.length) })}
          onConfirm={async () => {
            try {
              await releaseMany(roundId, clear)
            } finally {
              await onDone()
            }
            notice(t('many.done', { count: count(clear.length) }))
          }}
        />
      )}
      <span className="py-caption">{t('keys')}</span>
    </div>
  )
}
