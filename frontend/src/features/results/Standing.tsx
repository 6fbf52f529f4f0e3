import { useTranslation } from 'react-i18next'
import type { Tone } from '@/components/chart/WhiskerRow'
import type { Change, Standing, UnitStanding } from './api'
import { figure } from './figures'
import './compare.css'

/** As charts draw it: filled above or below the average, hollow where the data cannot say. */
export function toneOf(standing: Standing | null): Tone {
  if (standing === null || standing.against_mean === 'not_separable') return 'open'
  return standing.against_mean
}

/** 3 (1–9): the rank by the figure, and those that the data leave open. */
export function RankText({ standing }: { standing: Standing | null }) {
  const { t } = useTranslation('results')
  if (standing === null) return <span className="py-minor">{t('rank.none')}</span>
  return (
    <span className="py-nowrap">
      <strong>{standing.rank}</strong>{' '}
      <span className="py-minor">
        ({standing.lower}–{standing.upper})
      </span>
    </span>
  )
}

/** Why a unit is in no rank; nothing when it is in one. */
export function LeftOutText({ unit }: { unit: Pick<UnitStanding, 'left_out'> }) {
  const { t } = useTranslation('results')
  if (unit.left_out === null) return null
  return t('rank.leftOut', { reason: t(`flag.${unit.left_out}.word`) })
}

/** Above, below, or not separable from the average, as mark and words. */
export function AgainstText({ standing }: { standing: Standing | null }) {
  const { t } = useTranslation('results')
  if (standing === null) return '—'
  return (
    <span className={`py-against py-tone-${toneOf(standing)}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <circle className="py-chart-dot" cx="6" cy="6" r="4.5" />
      </svg>
      {t(`against.${standing.against_mean}`)}
    </span>
  )
}

interface ChangeProps {
  change: Change | null
  /** With the difference and its interval, whether or not it is significant. */
  detailed?: boolean
}

/** An arrow and words where the change is significant, else that it is not. */
export function ChangeText({ change, detailed = false }: ChangeProps) {
  const { t } = useTranslation('results')
  if (change === null) return '—'
  if (change.status !== 'tested') return <span className="py-minor">{t(`change.${change.status}`)}</span>
  const size = figure(change.difference).replace(/^[+−]/, '')
  return (
    <>
      {change.direction === 'none' ? (
        <span className="py-minor py-nowrap">{t('change.none')}</span>
      ) : (
        <strong className={`py-change-${change.direction} py-nowrap`}>
          {t(`change.${change.direction}`, { size })}
        </strong>
      )}
      {detailed && (
        <span className="py-head-note py-nowrap">
          {t('change.detail', {
            difference: figure(change.difference),
            lower: figure(change.lower),
            upper: figure(change.upper),
          })}
          {change.direction === 'none' && change.watched && ` ${t('change.watched')}`}
        </span>
      )}
    </>
  )
}
