import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { useCan } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { useNotice } from '@/components/Notices'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { type Round, type RoundAction, useActions } from '@/features/rounds/api'
import { Strip } from '@/features/rounds/Strip'
import { freezeRound, publishRound } from './api'

interface Props {
  round: Round
  refetch: () => Promise<void>
}

/** From the count to the publication: freezing, countersigning, publishing. */
export function NextPublication({ round, refetch }: Props) {
  const { data, error, refetch: again } = useActions(round)
  if (data === undefined) {
    return error === null ? null : <ProblemAlert error={error} onRetry={() => void again()} />
  }
  if (data.items.length === 0) return <Standing round={round} />
  return data.items.map((action) => (
    <Strip key={action.action}>
      <div className="py-next-words">
        <h2>{action.label}</h2>
        {action.allowed ? <p>{action.effect}</p> : <Missing reasons={action.reasons} />}
      </div>
      <div className="py-actions">
        <ToPublication round={round} />
        <ActionButton action={action} round={round} refetch={refetch} />
      </div>
    </Strip>
  ))
}

function Missing({ reasons }: { reasons: readonly string[] }) {
  const { t } = useTranslation('rounds')
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

/** For those who have nothing to do: what there is to see. */
function Standing({ round }: { round: Round }) {
  const { t } = useTranslation('publication')
  const can = useCan()
  const { pathname } = useLocation()
  const to = `/rounds/${round.id}/results`
  if (!can('result.read') && !can('snapshot.read')) return null
  return (
    <Strip>
      <div className="py-next-words">
        <StatusMark level="done">{t(`standing.${counted(round)}`)}</StatusMark>
      </div>
      <div className="py-actions">
        {pathname !== to && can('result.read') && <Link to={to}>{t('toResults')}</Link>}
        <ToPublication round={round} />
      </div>
    </Strip>
  )
}

const counted = ({ state }: Round) => (state === 'frozen' || state === 'published' ? state : 'tallied')

function ToPublication({ round }: { round: Round }) {
  const { t } = useTranslation('publication')
  const can = useCan()
  const { pathname } = useLocation()
  const to = `/rounds/${round.id}/publication`
  if (round.state === 'tallied' || pathname === to || !can('snapshot.read')) return null
  return <Link to={to}>{t('title')}</Link>
}

function ActionButton({ action, round, refetch }: Props & { action: RoundAction }) {
  const { t } = useTranslation('publication')
  const notice = useNotice()
  const steps = { freeze: freezeRound, publish: publishRound }
  // Countersigning has a page of its own: it is about what is read there.
  const step = action.action === 'freeze' || action.action === 'publish' ? action.action : null
  if (step === null) return null
  return (
    <ConfirmSentence
      action={action.label}
      sentence={action.effect}
      disabled={!action.allowed}
      onConfirm={async () => {
        await steps[step](round.id, round.version)
        notice(t(`done.${step}`))
        await refetch()
      }}
    />
  )
}
