import { useTranslation } from 'react-i18next'
import type { Matter } from './api'

interface Props {
  amount: number | null
  unit: Matter['promised_time_unit']
}

/** A limit in words. */
export function LimitText({ amount, unit }: Props) {
  const { t } = useTranslation('oversight')
  if (amount === null) return t('limit.none')
  if (amount === 0) return t('limit.sameDay')
  return t('limit.amount', { amount, unit: t(`unit.${unit}`) })
}
