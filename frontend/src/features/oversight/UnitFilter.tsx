import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/session'
import { UnitSelect } from '@/features/units/UnitSelect'

interface Props {
  value: string
  onChange: (unit: string) => void
}

/** Narrow a list to a unit; a liaison sees the own one anyway. */
export function UnitFilter({ value, onChange }: Props) {
  const { t } = useTranslation('oversight')
  if (useMe().roles.includes('liaison')) return null
  return (
    <label className="py-filter">
      <span>{t('unitFilter')}</span>
      <UnitSelect
        label={t('unitFilter')}
        placeholder={t('any')}
        value={value === '' ? null : value}
        status="all"
        onChange={(unit) => onChange(unit ?? '')}
      />
    </label>
  )
}
