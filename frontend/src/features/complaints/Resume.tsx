import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { formatDate } from '@/components/dates'
import { type CaseRequest, doStep } from './api'
import { useCase } from './context'
import { textOf } from './requestTexts'

/** Until when a pause lasts, and the way to end it before. */
export function Resume({ one }: { one: CaseRequest }) {
  const { t, i18n } = useTranslation('complaints')
  const can = useCan()
  const { detail, reload } = useCase()
  const until = textOf(one, 'until')
  if (one.kind !== 'pause' || one.state !== 'approved' || until === null) return null
  const over = new Date(until) <= new Date()
  return (
    <>
      <p className="py-caption">
        {t(over ? 'requests.pausedUntil' : 'requests.pausesUntil', { day: formatDate(until, i18n.language) })}
      </p>
      {!over && detail.content !== null && can('complaint.handle') && (
        <ConfirmSentence
          action={t('requests.resume')}
          sentence={t('requests.resumeSentence')}
          onConfirm={async () => {
            await doStep(detail.header.id, `pauses/${one.id}/end`, undefined, detail.header.version)
            await reload()
          }}
        />
      )}
    </>
  )
}
