import { useTranslation } from 'react-i18next'
import type { Estimate } from './api'
import './results.css'

// `census` is good news, the others qualify the figure.
export const FLAGS = [
  'no_estimate',
  'insufficient',
  'under_represented',
  'missing_strata',
  'lone_strata',
  'roster_exceeded',
  'imprecise',
  'census',
] as const

type Flag = (typeof FLAGS)[number]

/** The flags of an estimate that this page knows, the gravest first. */
export function knownFlags(estimate: Pick<Estimate, 'flags'>): Flag[] {
  return FLAGS.filter((flag) => estimate.flags.includes(flag))
}

/** What a reader must know beside a figure, as words. */
export function Flags({ estimate }: { estimate: Pick<Estimate, 'flags'> }) {
  const { t } = useTranslation('results')
  return knownFlags(estimate)
    .map((flag) => t(`flag.${flag}.word`))
    .join(t('join'))
}

/** The words that occur in a table, explained. Nothing when none does. */
export function FlagLegend({ estimates }: { estimates: Pick<Estimate, 'flags'>[] }) {
  const { t } = useTranslation('results')
  const used = FLAGS.filter((flag) => estimates.some(({ flags }) => flags.includes(flag)))
  if (used.length === 0) return null
  return (
    <dl className="py-terms" aria-label={t('round.flagsTitle')}>
      {used.map((flag) => (
        <div key={flag}>
          <dt>{t(`flag.${flag}.word`)}</dt>
          <dd>{t(`flag.${flag}.why`)}</dd>
        </div>
      ))}
    </dl>
  )
}
