import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import type { Crumb } from './PageHeader'

/** The way back to 系统: where the main navigation leads the person, since not everybody may see the accounts. */
export function useSystemCrumb(): Crumb {
  const { t } = useTranslation()
  return { text: t('nav.system'), to: useCan()('user.read') ? '/system/users' : '/system/calendar' }
}
