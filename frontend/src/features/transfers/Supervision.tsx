import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { formatDate } from '@/components/dates'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import { acknowledge, report, type SupervisionOrder } from './api'
import { useTransfer } from './context'

const LEVELS: Record<SupervisionOrder['state'], StatusLevel> = {
  issued: 'watch',
  acknowledged: 'watch',
  reported: 'none',
  closed: 'done',
}

/** Supervision orders to the unit: take note, then report. Nothing where there are none. */
export function Supervision() {
  const { t } = useTranslation('transfers')
  const { order } = useTransfer()
  if (order.supervision_orders.length === 0) return null
  return (
    <Panel title={t('supervision.title')}>
      <ul className="py-order-requests">
        {[...order.supervision_orders].reverse().map((one) => (
          <One key={one.id} one={one} />
        ))}
      </ul>
    </Panel>
  )
}

function One({ one }: { one: SupervisionOrder }) {
  const { t, i18n } = useTranslation('transfers')
  const notice = useNotice()
  const { order, show } = useTransfer()
  const [error, setError] = useState<unknown>(null)
  const day = (value: string | null) => formatDate(value, i18n.language)
  const open = one.state === 'issued' || one.state === 'acknowledged'
  const take = async () => {
    setError(null)
    try {
      show(await acknowledge(order.id, one.id))
      notice(t('supervision.taken'))
    } catch (problem) {
      setError(problem)
    }
  }
  return (
    <li>
      <h3>
        {t(`supervision.level.${one.level}`)} {one.number}
      </h3>
      <StatusMark level={LEVELS[one.state]}>
        {t(`supervision.state.${one.state}`)}
        {open && ` ${t('supervision.by', { day: day(one.due_on) })}`}
      </StatusMark>
      <p className="py-prose">{one.demand}</p>
      {one.report !== null && <p className="py-prose">{t('supervision.reported', { report: one.report })}</p>}
      <p className="py-caption">{t('supervision.issued', { day: day(one.issued_on) })}</p>
      <ProblemAlert error={error} />
      {open && (
        <div className="py-actions">
          {one.state === 'issued' && <Button onClick={() => void take()}>{t('supervision.take')}</Button>}
          <Report one={one} />
        </div>
      )}
    </li>
  )
}

function Report({ one }: { one: SupervisionOrder }) {
  const { t } = useTranslation('transfers')
  const notice = useNotice()
  const { order, show } = useTransfer()
  const [text, setText] = useState('')
  const field = useId()
  return (
    <ConfirmSentence
      action={t('supervision.report')}
      sentence={t('supervision.sentence', { number: one.number })}
      ready={text.trim() !== ''}
      onConfirm={async () => {
        show(await report(order.id, one.id, { report: text.trim() }))
        notice(t('supervision.done'))
      }}
    >
      <label htmlFor={field}>{t('supervision.reportLabel')}</label>
      <Input.TextArea
        id={field}
        maxLength={2000}
        rows={4}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </ConfirmSentence>
  )
}
