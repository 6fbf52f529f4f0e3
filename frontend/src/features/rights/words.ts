import { useTranslation } from 'react-i18next'
import type { Permission } from './api'

/** A permission in words. That each has words is tested beside the table of permissions. */
export function usePermissionWords(): (permission: Permission) => string {
  const { t } = useTranslation('rights')
  return (permission) => {
    const name = permission.name as 'user.read' // one of the keys
    return t(`permission.${name}`)
  }
}
