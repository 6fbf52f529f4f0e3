import { useTranslation } from 'react-i18next'
import { formatDate } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import type { RequestState } from './api'
import { AskExtension, AskReturn } from './AskFor'
import { actionOf, useTransfer } from './context'

const LEVELS: Record<RequestState, StatusLevel> = {
  pending: 'watch',
  approved: 'done',
  denied: 'none',
  lapsed: 'none',
}

/** Asking for more time, giving the order back, and what came of it. */
export function Requests() {
  const { t, i18n } = useTranslation('transfers')
  const { order } = useTransfer()
  const day = (value: string | null) => formatDate(value, i18n.language)
  const ways = (['extend', 'return'] as const).flatMap((way) => {
    const found = actionOf(order, way)
    return found ? [{ way, ...found }] : []
  })
  if (ways.length === 0 && order.extensions.length + order.returns.length === 0) return null
  return (
    <Panel title={t('requests.title')}>
      <div className="py-stack">
        {ways.map(({ way, allowed, reasons }) => (
          <div key={way} className="py-order-way">
            {way === 'extend' ? <AskExtension disabled={!allowed} /> : <AskReturn disabled={!allowed} />}
            <p className="py-caption">{allowed ? t(`requests.hint.${way}`) : reasons.join('；')}</p>
          </div>
        ))}
        <ul className="py-order-requests">
          {order.extensions.map((request, index) => (
            <li key={`extension ${index}`}>
              <StatusMark level={LEVELS[request.state]}>
                {t('requests.extension', { count: request.amount })} {t(`requests.state.${request.state}`)}
              </StatusMark>
              <p>{request.reason}</p>
              {request.note !== null && <p>{t('requests.answer', { note: request.note })}</p>}
              <p className="py-caption">{t('requests.asked', { day: day(request.asked_on) })}</p>
            </li>
          ))}
          {order.returns.map((request, index) => (
            <li key={`return ${index}`}>
              <StatusMark level={LEVELS[request.state]}>
                {t('requests.return')} {t(`requests.state.${request.state}`)}
              </StatusMark>
              <p>{request.reason}</p>
              <p className="py-caption">{t('requests.basis', { basis: request.basis })}</p>
              {request.note !== null && <p>{t('requests.answer', { note: request.note })}</p>}
              <p className="py-caption">
                {t('requests.asked', { day: day(request.asked_on) })}
                {request.state === 'pending' && ` ${t('requests.decideBy', { day: day(request.decide_by) })}`}
              </p>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  )
}
