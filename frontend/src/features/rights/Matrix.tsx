import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { ROLES } from '@/api/roles'
import { TableFrame } from '@/components/DataTable'
import type { Permission } from './api'
import { SCOPES, useScopeWords } from '@/features/clients/words'
import { usePermissionWords } from './words'

/** Every permission by every role. */
export function Matrix({ permissions }: { permissions: Permission[] }) {
  const { t } = useTranslation(['rights', 'common', 'clients'])
  const words = usePermissionWords()
  const { short } = useScopeWords()
  const ruled = permissions.filter((permission) => permission.open === null)
  const open = permissions.filter((permission) => permission.open !== null)
  return (
    <>
      <TableFrame caption={t('matrix.title')}>
        <thead>
          <tr>
            <th scope="col">{t('matrix.permission')}</th>
            {ROLES.map((role) => (
              <th key={role} scope="col" className="py-rights-role">
                {t(`common:role.${role}`)}
              </th>
            ))}
            <th scope="col">{t('matrix.systems')}</th>
          </tr>
        </thead>
        <tbody>
          {ruled.map((permission) => (
            <tr key={permission.name}>
              <th scope="row">{words(permission)}</th>
              {ROLES.map((role) => (
                <td key={role} className="py-rights-role">
                  {permission.roles.includes(role) && (
                    <>
                      <span aria-hidden="true">●</span>
                      <span className="py-hidden">{t('matrix.yes')}</span>
                    </>
                  )}
                </td>
              ))}
              <td className="py-rights-scopes">
                {permission.scopes.length === SCOPES.length
                  ? t('matrix.anySystem')
                  : permission.scopes.map((scope) => (
                      <div key={scope}>
                        {short(scope)} <code>{scope}</code>
                      </div>
                    ))}
              </td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
      <h3>{t('matrix.everybody')}</h3>
      <dl className="py-facts-list">
        {open.map((permission) => (
          <Fragment key={permission.name}>
            <dt>{words(permission)}</dt>
            <dd>{permission.open !== null && t(`matrix.${permission.open}`)}</dd>
          </Fragment>
        ))}
      </dl>
    </>
  )
}
