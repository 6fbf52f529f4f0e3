import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatDateTime, lastDay } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import type { CaseRequest } from './api'
import { useCase } from './context'
import { noteOf } from './forms/fields'
import { kindOf, pathOf, textOf, useCause, useRequestTitle, type Verdict } from './requestTexts'
import { Resume } from './Resume'
import { StepDialog } from './StepDialog'

const LEVELS: Record<CaseRequest['state'], StatusLevel> = {
  pending: 'watch',
  approved: 'done',
  denied: 'none',
  lapsed: 'none',
}

/** What was asked for: who, why, and the decision, which is another person's. Pending ones first. */
export function Requests() {
  const { t } = useTranslation('complaints')
  const { requests } = useCase().detail
  if (requests.length === 0) return null
  const rank = (one: CaseRequest) => (one.state === 'pending' ? 0 : 1)
  const newest = [...requests].reverse().sort((a, b) => rank(a) - rank(b))
  return (
    <div id="requests" className="py-order-result">
      <Panel title={t('requests.title')}>
        <ul className="py-order-requests">
          {newest.map((one) => (
            <One key={one.id} one={one} />
          ))}
        </ul>
      </Panel>
    </div>
  )
}

function One({ one }: { one: CaseRequest }) {
  const { t, i18n } = useTranslation('complaints')
  const { detail, basis } = useCase()
  const unread = detail.content === null && basis === null
  const title = useRequestTitle()
  const cause = useCause()(one)
  const decideBy = textOf(one, 'decide_by')
  const at = (value: string | null) => formatDateTime(value, i18n.language)
  return (
    <li>
      <h3>{title(one)}</h3>
      <StatusMark level={LEVELS[one.state]}>{t(`requests.state.${one.state}`)}</StatusMark>
      {cause !== null && <p>{cause}</p>}
      {one.reason !== '' && <p className="py-prose">{one.reason}</p>}
      <p className="py-caption">{t('requests.asked', { name: one.asked_by, at: at(one.asked_at) })}</p>
      {one.kind === 'identity' && one.state === 'approved' && one.decided_by === null && (
        <p className="py-caption">{t('identity.byConsent')}</p>
      )}
      {one.decided_by !== null && (
        <p className="py-caption">
          {t('requests.decided', { name: one.decided_by, at: at(one.decided_at) })}
        </p>
      )}
      {one.decision_note && <p className="py-prose">{t('requests.note', { note: one.decision_note })}</p>}
      {one.state === 'pending' && decideBy !== null && (
        <p className="py-caption">{t('requests.decideBy', { day: lastDay(decideBy, i18n.language) })}</p>
      )}
      {one.may_decide && unread && <p className="py-caption">{t('requests.unread')}</p>}
      {one.may_decide && !unread && (
        <div className="py-actions">
          <Decide one={one} verdict="approve" />
          <Decide one={one} verdict="deny" />
        </div>
      )}
      {!one.may_decide && one.state === 'pending' && (
        <StatusMark level="none">{t(one.own ? 'requests.own' : 'requests.other')}</StatusMark>
      )}
      <Resume one={one} />
    </li>
  )
}

/** One of the two answers to a request, with a note for those who read it. */
function Decide({ one, verdict }: { one: CaseRequest; verdict: Verdict }) {
  const { t } = useTranslation('complaints')
  const title = useRequestTitle()
  const { show } = useCase()
  const optional =
    one.kind === 'pause' || one.kind === 'identity' || (one.kind === 'return' && verdict === 'approve')
  const kind = kindOf(one)
  const open = () =>
    show(
      <StepDialog
        Fields={optional ? OptionalNote : Reason}
        title={t(`requests.${verdict}`)}
        sentence={`${t('requests.about', { name: one.asked_by, title: title(one) })}${t(`requests.sentence.${kind}.${verdict}`)}`}
        path={pathOf(one, verdict)}
        onClose={() => show(null)}
      />,
    )
  return (
    <Button type={verdict === 'approve' ? 'primary' : 'default'} onClick={open}>
      {t(`requests.${verdict}`)}…
    </Button>
  )
}

const OptionalNote = noteOf('note', true)
const Reason = noteOf('reason')
