import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate } from 'react-router'
import { useCan } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { formatDate } from '@/components/dates'
import { useNotice } from '@/components/Notices'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { JobProgress } from '@/features/jobs/JobProgress'
import { NextPublication } from '@/features/publication/NextPublication'
import {
  closeRound,
  openRound,
  proposeOpening,
  type Round,
  type RoundAction,
  ROUNDS,
  useActions,
} from './api'
import { MoveClose } from './MoveClose'
import { CountersignOpening, OpeningMethod, OpeningStanding } from './Opening'
import { STEP_PERMISSION, stepAt } from './steps'
import { Strip } from './Strip'

interface Props {
  round: Round
  refetch: () => Promise<void>
  /** Whether the page holds changes that are not saved. */
  unsaved: boolean
}

/** What comes next: the step that the person may take, what stands against it, or the work that it has started. */
export function NextAction({ round, refetch, unsaved }: Props) {
  const { t } = useTranslation('rounds')
  if (round.state === 'closed' && round.job_id !== null) {
    return (
      <Strip>
        <JobProgress id={round.job_id} title={t('next.tally')} onOver={() => void refetch()} />
      </Strip>
    )
  }
  if (round.state === 'draft' || round.state === 'open') {
    return <Steps round={round} refetch={refetch} unsaved={unsaved} />
  }
  return (
    <>
      <Remains round={round} />
      <NextPublication round={round} refetch={refetch} />
    </>
  )
}

/** What is left in the files of the database and could tell whose sheet is whose: who runs the server must know. */
function Remains({ round: { remains } }: { round: Round }) {
  const { t } = useTranslation('rounds')
  if (remains === null || remains === 'gone') return null
  return (
    <Strip>
      <div className="py-next-words">
        <h2>{t('remains.title')}</h2>
        <StatusMark level="watch">{t(`remains.${remains}`)}</StatusMark>
      </div>
    </Strip>
  )
}

function Steps({ round, refetch, unsaved }: Props) {
  const { data, error, refetch: again } = useActions(round)
  if (data === undefined) {
    return error === null ? null : <ProblemAlert error={error} onRetry={() => void again()} />
  }
  // One step at a time: a draft is proposed first, opened afterwards.
  const shown = data.items.filter(({ action }, index) => index === 0 || action === 'countersign')
  // While a proposal waits, opening comes next; a new one would replace what waits.
  const anew = data.items.slice(1).find(({ action }) => action === 'propose_opening')
  return shown.map((action) =>
    action.action === 'countersign' ? (
      <CountersignOpening key={action.action} action={action} round={round} refetch={refetch} />
    ) : (
      <Strip key={action.action}>
        <ActionWords action={action} round={round} unsaved={unsaved} />
        <div className="py-actions">
          <ToStep round={round} />
          {round.state === 'draft' && <OpeningMethod round={round} />}
          {round.state === 'open' && <MoveClose round={round} refetch={refetch} />}
          {action.action === 'open' && anew && (
            <ActionButton action={anew} round={round} refetch={refetch} unsaved={unsaved} />
          )}
          <ActionButton action={action} round={round} refetch={refetch} unsaved={unsaved} />
        </div>
      </Strip>
    ),
  )
}

/** The way to the step where the work stands, from the pages of the others. */
function ToStep({ round }: { round: Round }) {
  const { t } = useTranslation('rounds')
  const can = useCan()
  const here = stepAt(useLocation().pathname)
  const current = round.steps.find(({ state }) => state === 'current')?.key
  if (current === undefined || current === here || current === 'results') return null
  if (current === 'progress' && round.state === 'draft') return null
  if (!can(STEP_PERMISSION[current])) return null
  return (
    <Link className="py-to-step" to={`/rounds/${round.id}/${current}`}>
      {t(`next.to.${current}`)}
    </Link>
  )
}

function ActionWords({ action, round, unsaved }: Omit<Props, 'refetch'> & { action: RoundAction }) {
  const { t, i18n } = useTranslation('rounds')
  const when = action.action === 'propose_opening' ? 'propose' : round.state === 'open' ? 'open' : 'draft'
  const planned = { propose: null, draft: round.planned_open, open: round.planned_close }[when]
  return (
    <div className="py-next-words">
      <h2>{t('next.heading', { action: action.label })}</h2>
      {unsaved ? (
        <StatusMark level="watch">{t('next.unsaved')}</StatusMark>
      ) : action.allowed ? (
        <p>
          {planned === null || when === 'propose'
            ? t(`next.ready.${when}`)
            : t(`next.planned.${when}`, {
                day: formatDate(planned, i18n.language),
              })}
        </p>
      ) : (
        <ul className="py-plain-list" aria-label={t('next.missing')}>
          {action.reasons.map((reason) => (
            <li key={reason}>
              <StatusMark level="none">{reason}</StatusMark>
            </li>
          ))}
        </ul>
      )}
      {round.state === 'draft' && <OpeningStanding round={round} />}
    </div>
  )
}

function ActionButton({ action, round, refetch, unsaved }: Props & { action: RoundAction }) {
  const { t } = useTranslation('rounds')
  const notice = useNotice()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const steps = { propose_opening: proposeOpening, open: openRound, close: closeRound }
  const step = (['propose_opening', 'open', 'close'] as const).find((one) => one === action.action)
  if (step === undefined) return null
  return (
    <ConfirmSentence
      action={action.label}
      sentence={action.effect}
      disabled={!action.allowed || unsaved}
      onConfirm={async () => {
        const after = await steps[step](round.id, round.version)
        queries.setQueryData([...ROUNDS, round.id], after)
        notice(t(`next.done.${step}`))
        await refetch()
        if (step !== 'propose_opening') void navigate(`/rounds/${round.id}/progress`)
      }}
    />
  )
}
