import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { formatDate } from '@/components/dates'
import { useNotice } from '@/components/Notices'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { approve, sign, type Transfer } from './api'
import { actionOf, useTransfer } from './context'
import { Due } from './Due'

type Step = 'sign' | 'write' | 'rewrite' | 'approve' | 'waitHead' | 'waitCentre' | 'over'

/** What comes next: one thing, with the date by which all has to be done. */
export function NextStep() {
  const { t } = useTranslation('transfers')
  const { order, unsaved } = useTransfer()
  const step = stepOf(order)
  return (
    <section className="py-panel py-order-next" aria-label={t('next.label')}>
      <div className="py-order-next-words">
        <h2>{t(`next.${step}.title`)}</h2>
        {unsaved && step !== 'sign' ? (
          <StatusMark level="watch">{t('next.unsaved')}</StatusMark>
        ) : (
          <p>{t(`next.${step}.hint`)}</p>
        )}
        <Reasons step={step} />
      </div>
      <div className="py-order-due">
        <span className="py-caption">{t('field.due')}</span>
        <Due order={order} />
      </div>
      <div className="py-actions">
        {step === 'sign' && <SignButton />}
        {(step === 'write' || step === 'rewrite') && <a href="#result">{t(`next.${step}.go`)}</a>}
        {step === 'approve' && <ApproveButton />}
      </div>
    </section>
  )
}

function stepOf(order: Transfer): Step {
  if (order.state === 'sent') return 'sign'
  if (order.state === 'answered') return 'waitCentre'
  if (order.state !== 'signed') return 'over'
  const { conclusion, findings, reply, answered_on } = order.result
  if (answered_on !== null) return 'rewrite'
  if (conclusion === null || findings === '' || reply === '') return 'write'
  return order.reader_is_head ? 'approve' : 'waitHead'
}

/** Why the head cannot submit yet. */
function Reasons({ step }: { step: Step }) {
  const { t } = useTranslation('transfers')
  const { order } = useTransfer()
  const reasons = step === 'approve' ? (actionOf(order, 'approve')?.reasons ?? []) : []
  if (reasons.length === 0) return null
  return (
    <ul className="py-plain-list" aria-label={t('next.missing')}>
      {reasons.map((reason) => (
        <li key={reason}>
          <StatusMark level="none">{reason}</StatusMark>
        </li>
      ))}
    </ul>
  )
}

function SignButton() {
  const { t } = useTranslation('transfers')
  const notice = useNotice()
  const { order, show } = useTransfer()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const go = async () => {
    setBusy(true)
    setError(null)
    try {
      show(await sign(order.id))
      notice(t('next.sign.done'))
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <ProblemAlert error={error} />
      <Button type="primary" loading={busy} onClick={() => void go()}>
        {t('next.sign.action')}
      </Button>
    </>
  )
}

function ApproveButton() {
  const { t, i18n } = useTranslation('transfers')
  const notice = useNotice()
  const { order, show, unsaved } = useTransfer()
  const conclusion = order.result.conclusion
  return (
    <ConfirmSentence
      action={t('next.approve.action')}
      disabled={unsaved || actionOf(order, 'approve')?.allowed !== true}
      sentence={t('next.approve.sentence', {
        number: order.number,
        conclusion: conclusion === null ? '' : t(`conclusion.${conclusion}`),
        day: formatDate(order.due_on, i18n.language),
      })}
      onConfirm={async () => {
        show(await approve(order.id, order.version))
        notice(t('next.approve.done'))
      }}
    />
  )
}
