import { useTranslation } from 'react-i18next'
import { today } from '@/components/dates'
import { useRounds } from './api'
import { halfOf, nextNumber } from './numbering'

/** Year, number and title for a new round of this year; null while the rounds of the year are on the way. */
export function useSuggestion(): { year: number; number: number; title: string } | null {
  const { t } = useTranslation('rounds')
  const day = today()
  const year = Number(day.slice(0, 4))
  const rounds = useRounds({ year, limit: 100 })
  if (rounds.data === undefined && rounds.error === null) return null
  return {
    year,
    number: nextNumber(rounds.data?.items ?? [], year),
    title: t(`suggest.half${halfOf(day)}`, { year }),
  }
}
