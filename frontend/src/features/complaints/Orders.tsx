import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { formatDate } from '@/components/dates'
import { Panel, Tag } from '@/components/PageHeader'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import type { TransferOrder } from './api'
import { useCase } from './context'
import { noteOf } from './forms/fields'
import { Left, useLastDay } from './Left'
import { isOver } from './standing'
import { StepDialog } from './StepDialog'

const Reason = noteOf('reason')
const LEVELS: Partial<Record<TransferOrder['state'], StatusLevel>> = { answered: 'done', finished: 'done' }

/** The transfer orders, each with what its unit was told and what it answered; the newest first. */
export function Orders() {
  const { t } = useTranslation('complaints')
  const orders = useCase().detail.content?.orders ?? []
  if (orders.length === 0) return null
  return (
    <Panel title={t('orders.title')} note={t('orders.note')}>
      <ul className="py-order-requests">
        {[...orders].reverse().map((order) => (
          <One key={order.id} order={order} />
        ))}
      </ul>
    </Panel>
  )
}

function One({ order }: { order: TransferOrder }) {
  const { t, i18n } = useTranslation('complaints')
  const lastDay = useLastDay()
  const can = useCan()
  const { detail, show } = useCase()
  const { clocks } = detail
  const callOff = () =>
    show(
      <StepDialog
        Fields={Reason}
        title={t('orders.callOff')}
        sentence={t('orders.callOffSentence', { unit: order.unit_name, number: order.number })}
        path={`orders/${order.id}/call-off`}
        onClose={() => show(null)}
      />,
    )
  const clock = clocks.find(
    ({ kind, unit_name, stopped_at }) =>
      kind === (order.state === 'sent' ? 'sign' : 'unit') &&
      unit_name === order.unit_name &&
      stopped_at === null,
  )
  const day = (value: string | null) => formatDate(value, i18n.language)
  return (
    <li>
      <div className="py-title-row">
        <h3>
          {order.unit_name} {order.number}
        </h3>
        <Tag strong={order.lead}>{t(order.lead ? 'orders.lead' : 'orders.joint')}</Tag>
        {order.final && <Tag>{t('orders.final')}</Tag>}
      </div>
      <div className="py-case-order-state">
        <StatusMark level={LEVELS[order.state] ?? 'none'}>{t(`orders.state.${order.state}`)}</StatusMark>
        {clock && !isOver(order) && (
          <>
            <Left limit={clock} />
            <span className="py-caption">{t('clocks.until', { day: lastDay(clock.due) })}</span>
          </>
        )}
      </div>
      <p className="py-prose">{order.matter}</p>
      {order.conclusion !== null && (
        <details className="py-case-answer">
          <summary>{t('orders.answer', { conclusion: t(`conclusion.${order.conclusion}`) })}</summary>
          <dl className="py-facts-list py-case-text">
            <dt>{t('field.findings')}</dt>
            <dd className="py-prose">{order.findings}</dd>
            {order.measures && (
              <>
                <dt>{t('field.measures')}</dt>
                <dd className="py-prose">{order.measures}</dd>
              </>
            )}
            <dt>{t('form.draftReply')}</dt>
            <dd className="py-prose">{order.draft_reply}</dd>
          </dl>
        </details>
      )}
      <p className="py-caption">
        {t('orders.dispatched', { day: day(order.dispatched_at) })}
        {order.signed_at !== null && t('orders.signed', { day: day(order.signed_at) })}
        {order.answered_at !== null && t('orders.answered', { day: day(order.answered_at) })}
      </p>
      {!order.lead && !isOver(order) && can('complaint.handle') && (
        <Button size="small" onClick={callOff}>
          {t('orders.callOff')}…
        </Button>
      )}
    </li>
  )
}
