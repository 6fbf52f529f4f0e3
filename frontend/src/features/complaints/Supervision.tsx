import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { formatDate } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import { doStep, type SupervisionOrder, useSupervision } from './api'
import { useCase } from './context'
import { Demand, Report } from './forms/asking'
import { useLastDay } from './Left'
import { besides } from './standing'
import { StepButton } from './StepButton'
import { StepDialog } from './StepDialog'

const LEVELS: Record<SupervisionOrder['state'], StatusLevel> = {
  issued: 'watch',
  acknowledged: 'watch',
  reported: 'watch',
  closed: 'done',
}

/** 催办, 督办, 挂牌督办: what was demanded, what was reported, and whether that will do. */
export function Supervision() {
  const { t } = useTranslation('complaints')
  const can = useCan()
  const { detail } = useCase()
  const { data, error, refetch } = useSupervision(detail.header.id)
  const issues = besides(detail, can).includes('supervision_orders')
  const orders = data?.items ?? []
  if (!issues && orders.length === 0 && error === null) return null
  return (
    <Panel
      title={t('supervision.title')}
      actions={issues && <StepButton name="supervision_orders" size="small" />}
    >
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && orders.length === 0 && <p className="py-caption">{t('supervision.none')}</p>}
      <ul className="py-order-requests">
        {[...orders].reverse().map((one) => (
          <One key={one.id} one={one} />
        ))}
      </ul>
    </Panel>
  )
}

function One({ one }: { one: SupervisionOrder }) {
  const { t, i18n } = useTranslation('complaints')
  const can = useCan()
  const lastDay = useLastDay()
  const { detail, reload } = useCase()
  const open = one.state === 'issued' || one.state === 'acknowledged'
  const late = open && new Date(one.due) <= new Date()
  const here = one.transfer_number === null && detail.content !== null && can('complaint.handle')
  const judges =
    one.state === 'reported' && can(one.level === 'remind' ? 'complaint.remind' : 'complaint.supervise')
  return (
    <li>
      <h3>
        {t(`supervision.level.${one.level}`)} {one.number}
      </h3>
      <StatusMark level={late ? 'overdue' : LEVELS[one.state]}>
        {t(`supervision.state.${one.state}`)}
        {open && t('supervision.by', { day: lastDay(one.due) })}
      </StatusMark>
      <p className="py-caption">
        {t('supervision.to', { unit: one.unit_name ?? t('title') })}
        {one.repeats !== null && t('supervision.repeats', { number: one.repeats })}
      </p>
      {one.demand !== null && <p className="py-prose">{one.demand}</p>}
      {one.report !== null && <p className="py-prose">{t('supervision.report', { report: one.report })}</p>}
      <p className="py-caption">
        {t('supervision.issued', {
          name: one.issued_by_name ?? t('supervision.program'),
          day: formatDate(one.issued_at, i18n.language),
        })}
      </p>
      {judges && (
        <div className="py-actions">
          <ConfirmSentence
            action={t('supervision.confirm')}
            sentence={t('supervision.confirmSentence', { number: one.number })}
            onConfirm={async () => {
              await doStep(
                detail.header.id,
                `supervision-orders/${one.id}/confirm`,
                undefined,
                detail.header.version,
              )
              await reload()
            }}
          />
          <Again one={one} kind="reissue" />
        </div>
      )}
      {open && here && <Again one={one} kind="report" />}
    </li>
  )
}

const FORMS = { reissue: { Fields: Demand, initial: () => ({ within: 3 }) }, report: { Fields: Report } }

/** A new order for one whose report will not do, or the centre's own report. */
function Again({ one, kind }: { one: SupervisionOrder; kind: keyof typeof FORMS }) {
  const { t } = useTranslation('complaints')
  const { show } = useCase()
  const open = () =>
    show(
      <StepDialog
        {...FORMS[kind]}
        title={t(`supervision.${kind}Action`)}
        sentence={t(`supervision.${kind}Sentence`, { number: one.number })}
        path={`supervision-orders/${one.id}/${kind}`}
        onClose={() => show(null)}
      />,
    )
  return <Button onClick={open}>{t(`supervision.${kind}Action`)}…</Button>
}
