import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '@/api/roles'
import { Dialog } from '@/components/Dialog'
import { ProblemAlert } from '@/components/ProblemAlert'
import { type User, useUsers } from '@/features/users/api'
import type { Rights } from './api'
import { PermissionList } from './PermissionList'

const MOST = 200

/** One role: who holds it, and what it may do. A name shows what that person may do by all their roles. */
export function RoleView({ rights, role }: { rights: Rights; role: Role }) {
  const { t } = useTranslation(['rights', 'common'])
  const users = useUsers({ role, limit: MOST })
  const [shown, setShown] = useState<User | null>(null)
  const facts = rights.roles.find((one) => one.role === role)
  const people = users.data?.items
  return (
    <div className="py-stack">
      {facts && (
        <dl className="py-facts-list">
          <dt>{t('roles.how')}</dt>
          <dd>{t(facts.four_eyes ? 'roles.four' : 'roles.one')}</dd>
          <dt>{t('roles.excludes')}</dt>
          <dd>{facts.excludes.map((other) => t(`common:role.${other}`)).join(', ') || '—'}</dd>
        </dl>
      )}
      <section aria-label={t('one.people')}>
        <h3>{t('one.people')}</h3>
        <ProblemAlert error={users.error} onRetry={() => void users.refetch()} />
        {people?.length === 0 && <p>{t('one.nobody')}</p>}
        <ul className="py-rights-people">
          {people?.map((user) => (
            <li key={user.id}>
              <button type="button" className="py-link" onClick={() => setShown(user)}>
                {user.display_name}
              </button>
              {user.state === 'disabled' && <span className="py-caption"> {t('one.disabled')}</span>}
            </li>
          ))}
        </ul>
        {(users.data?.next_cursor ?? null) !== null && <p className="py-caption">{t('one.more')}</p>}
      </section>
      <section aria-label={t('one.may')}>
        <h3>{t('one.may')}</h3>
        <PermissionList permissions={rights.permissions} roles={[role]} />
      </section>
      {shown && (
        <Dialog
          kind="drawer"
          title={t('one.own', { name: shown.display_name })}
          onClose={() => setShown(null)}
        >
          {/* The list can be longer than the window, so the keyboard must be able to reach it. */}
          <div role="group" aria-label={t('one.may')} tabIndex={0}>
            <p>{shown.roles.map((one) => t(`common:role.${one}`)).join(', ')}</p>
            <PermissionList permissions={rights.permissions} roles={shown.roles} />
          </div>
        </Dialog>
      )}
    </div>
  )
}
