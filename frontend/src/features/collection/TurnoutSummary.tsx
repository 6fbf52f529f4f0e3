import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCan } from '@/api/session'
import { formatDate, today } from '@/components/dates'
import { StatusMark } from '@/components/StatusMark'
import { figure, useCount } from '@/features/results/figures'
import { Headline } from '@/features/results/Summary'
import { useRoundContext } from '@/features/rounds/context'
import type { Turnout } from './api'

const DAY = 86_400_000

/** The turnout of the whole round, the time that is left, and why no score is shown. */
export function TurnoutSummary({ turnout }: { turnout: Turnout }) {
  const { t } = useTranslation('collection')
  const { round } = useRoundContext()
  const number = useCount()
  return (
    <section className="py-panel py-panel-flush py-turnout" aria-label={t('progress.summary')}>
      <dl className="py-headlines">
        <Headline
          label={t('progress.returned')}
          value={number(turnout.returned)}
          unit={
            turnout.issued > 0
              ? t('progress.ofIssued', { text: number(turnout.issued) })
              : t('progress.sheets')
          }
          note={
            turnout.rate === null
              ? t('progress.noCodes')
              : t('progress.rateIs', { rate: figure(turnout.rate) })
          }
        />
        <TimeLeft />
        <Headline
          label={t('progress.webPaper')}
          value={number(turnout.web)}
          unit={t('progress.andPaper', { text: number(turnout.paper) })}
          note={t(round.collection === 'paper' ? 'progress.paperOnly' : 'progress.webPaperNote')}
        />
      </dl>
      <NoScores />
    </section>
  )
}

function TimeLeft() {
  const { t, i18n } = useTranslation('collection')
  const { round } = useRoundContext()
  const day = (date: string | null) => formatDate(date, i18n.language)
  if (round.state !== 'open') {
    return (
      <Headline
        label={t('progress.closed')}
        value={day(round.closed_at)}
        note={t('progress.openedOn', { day: day(round.opened_at) })}
      />
    )
  }
  if (round.planned_close === null) {
    return <Headline label={t('progress.left')} value="—" note={t('progress.noEnd')} />
  }
  const days = Math.round((Date.parse(round.planned_close) - Date.parse(today())) / DAY)
  return days >= 0 ? (
    <Headline
      label={t('progress.left')}
      value={String(days)}
      unit={t('progress.days', { count: days })}
      note={t('progress.endsOn', { day: day(round.planned_close) })}
    />
  ) : (
    <Headline
      label={t('progress.over')}
      value={String(-days)}
      unit={t('progress.days', { count: -days })}
      note={
        <StatusMark level="watch">{t('progress.overNote', { day: day(round.planned_close) })}</StatusMark>
      }
    />
  )
}

function NoScores() {
  const { t } = useTranslation('collection')
  const { round } = useRoundContext()
  const reads = useCan()('result.read')
  const state = round.state === 'open' ? 'open' : round.state === 'closed' ? 'closed' : 'counted'
  return (
    <div className="py-no-scores">
      <h2>{t(`progress.scores.${state}.title`)}</h2>
      <p>{t(`progress.scores.${state}.text`)}</p>
      {state === 'counted' && reads && <Link to="../results">{t('progress.toResults')}</Link>}
    </div>
  )
}
