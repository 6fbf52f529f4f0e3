import { useTranslation } from 'react-i18next'
import { figure, percent, useCount } from '@/features/results/figures'
import type { Flag } from './api'

/** Chance is told up to once in so many rounds; what is rarer is "more than". */
const OFTEN = 1_000_000

/** What a flag says, in whole sentences: where, what was seen, how likely by chance, what excluding would do. */
export function useFlagTexts(flag: Flag): { where: string; seen: string; chance: string; effect: string } {
  const { t } = useTranslation('screening')
  const count = useCount()
  const { numbers } = flag
  const some = (value: number | null | undefined) => count(value ?? 0)
  const inUnits = (value: string | null | undefined) =>
    numbers.outcome === 'score' ? t('points', { value: figure(value) }) : percent(value ?? null)
  const seen = t(`kind.${flag.kind}.seen`, {
    sheets: count(flag.sheets),
    of: some(numbers.of),
    share: figure(numbers.share),
    overall: figure(numbers.overall),
    strata: (numbers.strata ?? [])
      .map(({ name, sheets }) => t('ofStratum', { name, sheets: count(sheets) }))
      .join(t('comma')),
    seen: some(numbers.seen),
    usual: numbers.usual ?? '—',
    compared: some(numbers.compared),
    value: inUnits(numbers.value),
    others: inUnits(numbers.others),
    n: some(numbers.n),
    deviation: t(numbers.z?.startsWith('-') ? 'deviation.below' : 'deviation.above', {
      z: figure(numbers.z?.replace('-', '')),
    }),
  })
  const places = [flag.stratum, flag.batch && t('batch', { batch: flag.batch }), numbers.source, flag.unit]
  const largest = numbers.largest
  return {
    where: places.filter(Boolean).join(' · ') || t('severalStrata'),
    seen,
    chance: t(numbers.one_in >= OFTEN ? 'chance.never' : 'chance.seldom', { rounds: count(numbers.one_in) }),
    effect:
      flag.sheets === 0
        ? t('effect.none')
        : largest
          ? t('effect.sheets', {
              sheets: count(flag.sheets),
              unit: largest.unit,
              before: percent(largest.before),
              after: percent(largest.after),
            })
          : t('effect.few', { sheets: count(flag.sheets) }),
  }
}
