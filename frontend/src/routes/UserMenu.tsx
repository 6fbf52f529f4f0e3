import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Me } from '@/api/session'
import { Disclosure } from '@/components/Disclosure'
import { ProblemAlert } from '@/components/ProblemAlert'
import { logOut } from '@/features/auth/api'

/** Who is logged in, the way to the own account and out. */
export function UserMenu({ user }: { user: Me }) {
  const { t } = useTranslation()
  const [error, setError] = useState<unknown>(null)
  return (
    <Disclosure label={user.display_name} className="py-header-button">
      {(close) => (
        <div className="py-menu">
          <p className="py-menu-note">{user.roles.map((role) => t(`role.${role}`)).join(', ')}</p>
          {user.missing === null && (
            <Link to="/me" className="py-menu-item" onClick={close}>
              {t('user.account')}
            </Link>
          )}
          <button type="button" className="py-menu-item" onClick={() => void logOut().catch(setError)}>
            {t('user.logout')}
          </button>
          <ProblemAlert error={error} />
        </div>
      )}
    </Disclosure>
  )
}
