import { useTranslation } from 'react-i18next'
import { formatCount } from '@/components/dates'
import type { Estimate, Rate } from './api'

/** A figure as the server rounded it, with the proper minus; "—" for null. */
export function figure(value: string | null | undefined): string {
  return value?.replace('-', '−') ?? '—'
}

/** 77.88%, or "—" for null. */
export function percent(value: string | null): string {
  return value === null ? '—' : `${figure(value)}%`
}

/** 73.0–77.7, or "—" without an interval. */
export function interval({ lower, upper }: Pick<Estimate, 'lower' | 'upper'>): string {
  return lower === null || upper === null ? '—' : `${figure(lower)}–${figure(upper)}`
}

/** 70 / 147 */
export function ratio(rate: Rate, language: string): string {
  return `${formatCount(rate.numerator, language)} / ${formatCount(rate.denominator, language)}`
}

/** 66F6·7055, the beginning of a digest, for comparing by eye. */
export function shortDigest(digest: string): string {
  return `${digest.slice(0, 4)}·${digest.slice(4, 8)}`.toUpperCase()
}

/** How many, as the language writes it. */
export function useCount(): (count: number) => string {
  const { i18n } = useTranslation()
  return (count) => formatCount(count, i18n.language)
}
