import { useTranslation } from 'react-i18next'
import type { Role } from '@/api/roles'
import type { Permission } from './api'
import { usePermissionWords } from './words'

/** What the holder of some roles may do, in words: what the roles open, then what is open to everybody logged in. */
export function PermissionList({ permissions, roles }: { permissions: Permission[]; roles: Role[] }) {
  const { t } = useTranslation('rights')
  const words = usePermissionWords()
  const own = permissions.filter((permission) => permission.roles.some((role) => roles.includes(role)))
  const common = permissions.filter((permission) => permission.open === 'logged_in')
  return (
    <>
      {own.length === 0 ? (
        <p>{t('one.none')}</p>
      ) : (
        <ul className="py-rights-list">
          {own.map((permission) => (
            <li key={permission.name}>{words(permission)}</li>
          ))}
        </ul>
      )}
      <h3>{t('one.everybody')}</h3>
      <ul className="py-rights-list">
        {common.map((permission) => (
          <li key={permission.name}>{words(permission)}</li>
        ))}
      </ul>
    </>
  )
}
