import { useTranslation } from 'react-i18next'
import { Suppressed } from '@/components/Suppressed'
import { useCount } from './figures'

/** A number of complaints with its unit; null is one that is too small for this reader. */
export function ComplaintCount({ count }: { count: number | null }) {
  const { t } = useTranslation('results')
  const words = useCount()
  return count === null ? <Suppressed /> : t('complaints.count', { count, text: words(count) })
}
