import { useTranslation } from 'react-i18next'
import { formatCount } from '@/components/dates'
import type { effortOf } from './taps'

/** 43 个单位 × 6 项 = 258 次点选，约 12 分钟 */
export function useEffortText(): (effort: ReturnType<typeof effortOf>) => string {
  const { t, i18n } = useTranslation('rounds')
  return ({ units, criteria, taps, minutes }) => {
    const text = (count: number) => formatCount(count, i18n.language)
    const product = t('taps.product', { units: text(units), criteria, taps: text(taps) })
    return t('taps.both', { product, minutes: t('taps.minutes', { count: minutes }) })
  }
}
