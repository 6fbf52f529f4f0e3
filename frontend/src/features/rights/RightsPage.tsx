import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { ROLES } from '@/api/roles'
import { FilterChoice } from '@/components/Filters'
import { PageHeader, Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useRights } from './api'
import { Grants } from './Grants'
import { Matrix } from './Matrix'
import './rights.css'
import { RoleView } from './RoleView'

/** For auditors and administrators: which roles are being given, who holds which, and what each may do. */
export default function RightsPage() {
  const { t } = useTranslation(['rights', 'common'])
  const [search, setSearch] = useSearchParams()
  const rights = useRights()
  const chosen = ROLES.find((role) => role === search.get('role')) ?? ''
  const counts = new Map(rights.data?.roles.map(({ role, people }) => [role, people]))
  return (
    <>
      <PageHeader title={t('title')} crumbs={[{ text: t('common:nav.system'), to: '/system/users' }]} />
      <Grants />
      <Panel title={t('roles.title')} note={t('roles.note')}>
        <ProblemAlert error={rights.error} onRetry={() => void rights.refetch()} />
        {rights.isPending && <PageLoading />}
        {rights.data && (
          <div className="py-stack">
            <FilterChoice
              label={t('one.label')}
              value={chosen}
              options={[
                { value: '', text: t('one.matrix') },
                ...ROLES.map((role) => ({
                  value: role,
                  text: `${t(`common:role.${role}`)} (${counts.get(role) ?? 0})`,
                })),
              ]}
              onChange={(role) => {
                const next = new URLSearchParams(search)
                if (role === '') next.delete('role')
                else next.set('role', role)
                setSearch(next, { replace: true, preventScrollReset: true })
              }}
            />
            {chosen === '' ? (
              <Matrix permissions={rights.data.permissions} />
            ) : (
              <RoleView rights={rights.data} role={chosen} />
            )}
          </div>
        )}
      </Panel>
    </>
  )
}
