import { useTranslation } from 'react-i18next'
import { formatCount } from '@/components/dates'
import { shortDigest } from '@/features/results/figures'
import type { Round } from './api'

/** What a round consists of, in one line. */
export function RoundFacts({ round }: { round: Round }) {
  const { t, i18n } = useTranslation('rounds')
  const number = (count: number) => ({ count, text: formatCount(count, i18n.language) })
  const facts = [
    t('facts.units', number(round.unit_count)),
    t('facts.criteria', number(round.criterion_count)),
    t('facts.strata', number(round.stratum_count)),
    ...(round.collection === 'paper'
      ? [t('facts.paper')]
      : round.codes_issued > 0
        ? [t('facts.codes', number(round.codes_issued))]
        : []),
    ...(round.method_digest === null
      ? []
      : [t('facts.digest', { digest: shortDigest(round.method_digest) })]),
  ]
  return facts.join(' · ')
}
