import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { useNotice } from '@/components/Notices'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { doStep } from './api'
import { useCase } from './context'
import { Left, useLastDay } from './Left'
import { against, isUnread, nextOf } from './standing'
import { StepButton } from './StepButton'

const BLOCKED = {
  waitReply: 'issue_reply',
  waitDispatch: 'dispatch',
  waitReview: 'uphold',
  waitDecision: 'accept',
  waitRating: 'close',
}

/** What comes next: one thing, with the date that presses. */
export function NextStep() {
  const { t } = useTranslation('complaints')
  const can = useCan()
  const lastDay = useLastDay()
  const { detail, basis } = useCase()
  const { header } = detail
  const next = nextOf(detail, can)
  const steps = next.steps.filter((name) => !isUnread(detail, basis, name))
  const blocked = Object.entries(BLOCKED).find(([key]) => key === next.key)?.[1]
  const reasons =
    next.key === 'callback'
      ? [...detail.against_callback, ...(against(detail, 'close') ?? [])]
      : blocked && against(detail, blocked)
  return (
    <section className="py-panel py-order-next" aria-label={t('next.label')}>
      <div className="py-order-next-words">
        <h2>{t(`next.${next.key}.title`)}</h2>
        <p>{t(`next.${next.key}.hint`)}</p>
        {reasons && reasons.length > 0 && (
          <ul className="py-plain-list" aria-label={t('next.missing')}>
            {reasons.map((reason) => (
              <li key={reason}>
                <StatusMark level="none">{reason}</StatusMark>
              </li>
            ))}
          </ul>
        )}
      </div>
      {header.next_due !== null && header.next_clock !== null && (
        <div className="py-order-due">
          <span className="py-caption">
            {t(`clock.${header.next_clock}`)} {lastDay(header.next_due)}
          </span>
          <Left limit={{ ...header, due: header.next_due }} />
        </div>
      )}
      <div className="py-actions">
        {next.key === 'take' && <Take />}
        {next.key === 'decide' && (
          <Button type="primary" href="#requests">
            {t('next.decide.go')}
          </Button>
        )}
        {steps.map((name, index) => (
          <StepButton key={name} name={name} primary={index === 0 && !next.key.startsWith('wait')} />
        ))}
      </div>
    </section>
  )
}

/** The case becomes the reader's, with all that was written. */
function Take() {
  const { t } = useTranslation('complaints')
  const notice = useNotice()
  const { detail, reload } = useCase()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const take = async () => {
    setBusy(true)
    setError(null)
    try {
      await doStep(detail.header.id, 'take', undefined, detail.header.version)
      await reload()
      notice(t('next.take.done'))
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <ProblemAlert error={error} />
      <Button type="primary" loading={busy} onClick={() => void take()}>
        {t('next.take.action')}
      </Button>
    </>
  )
}
