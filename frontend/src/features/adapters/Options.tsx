import { useTranslation } from 'react-i18next'
import type { Category } from '@/features/policies/api'
import { MODES } from './table'

/** Categories by group; those that are out of use are marked, since an older table may lead to them. */
export function CategoryOptions({ categories }: { categories: Category[] }) {
  const { t } = useTranslation('adapters')
  const groups = [...new Set(categories.map(({ group_name }) => group_name))]
  return groups.map((group) => (
    <optgroup key={group} label={group}>
      {categories
        .filter(({ group_name }) => group_name === group)
        .map(({ code, name, active }) => (
          <option key={code} value={code}>
            {active ? name : t('retired', { name })}
          </option>
        ))}
    </optgroup>
  ))
}

export function ModeOptions() {
  const { t } = useTranslation('complaints')
  return MODES.map((mode) => (
    <option key={mode} value={mode}>
      {t(`mode.${mode}`)}
    </option>
  ))
}
