import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ROLES } from '@/api/roles'
import { useCan } from '@/api/session'
import { type Column, DataTable } from '@/components/DataTable'
import { formatDate, formatDateTime } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { FilterChoice, SearchBox } from '@/components/Filters'
import { PageHeader } from '@/components/PageHeader'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import { useListState } from '@/components/useListState'
import { GRANTS, useGrants } from '@/features/rights/api'
import { type Link as OneTimeLink, type User, type UserFilters, USERS, type UserState, useUsers } from './api'
import { LinkDialog } from './LinkDialog'
import { UserDrawer } from './UserDrawer'

const STATES = ['active', 'invited', 'disabled'] as const satisfies UserState[]
const LEVELS: Record<UserState, StatusLevel> = { active: 'done', invited: 'watch', disabled: 'none' }
const DEFAULTS: UserFilters = { id: '', q: '', role: '', state: '', sort: 'username' }

/** What is open over the list: the drawer for a person (null: a new one), or a link that is shown this once. */
type Open = { drawer: User | null } | { link: OneTimeLink; user: User } | null

export default function UserListPage() {
  const { t, i18n } = useTranslation(['users', 'common'])
  const writes = useCan()('user.write')
  const list = useListState(DEFAULTS)
  const users = useUsers(list.query)
  const queries = useQueryClient()
  const [open, setOpen] = useState<Open>(null)
  const waiting = useGrants({ state: 'pending', limit: 200 }).data?.items ?? []
  const refreshList = () =>
    [USERS, GRANTS].forEach((queryKey) => void queries.invalidateQueries({ queryKey }))
  const columns: Column<User>[] = [
    {
      key: 'display_name',
      title: t('field.display_name'),
      sort: 'display_name',
      heading: true,
      render: (user) =>
        writes ? (
          <button type="button" className="py-link" onClick={() => setOpen({ drawer: user })}>
            {user.display_name}
          </button>
        ) : (
          user.display_name
        ),
    },
    { key: 'username', title: t('field.username'), sort: 'username', render: (user) => user.username },
    {
      key: 'roles',
      title: t('field.roles'),
      render: ({ id, roles }) => {
        const asked = waiting.filter(({ user }) => user.id === id).map(({ role }) => t(`common:role.${role}`))
        return (
          <>
            {roles.map((role) => t(`common:role.${role}`)).join(', ') || '—'}
            {asked.length > 0 && (
              <div className="py-caption">
                <Link to="/system/rights?state=pending">{t('pending', { roles: asked.join(', ') })}</Link>
              </div>
            )}
          </>
        )
      },
    },
    {
      key: 'state',
      title: t('field.state'),
      render: ({ state }) => <StatusMark level={LEVELS[state]}>{t(`state.${state}`)}</StatusMark>,
    },
    {
      key: 'second_factor',
      title: t('field.second_factor'),
      render: ({ second_factor }) => t(second_factor ? 'factor.yes' : 'factor.no'),
    },
    {
      key: 'last_login_at',
      title: t('field.last_login_at'),
      render: (user) => formatDateTime(user.last_login_at, i18n.language),
    },
    {
      key: 'created_at',
      title: t('field.created_at'),
      sort: 'created_at',
      render: (user) => formatDate(user.created_at, i18n.language),
    },
  ]
  const all = { value: '', text: t('filter.all') } as const
  return (
    <>
      <PageHeader
        title={t('title')}
        crumbs={[{ text: t('common:nav.system'), to: '/system/users' }]}
        actions={
          writes && (
            <Button type="primary" onClick={() => setOpen({ drawer: null })}>
              {t('create')}
            </Button>
          )
        }
      />
      <DataTable
        name="users"
        caption={t('title')}
        columns={columns}
        rowKey={(user) => user.id}
        query={users}
        list={list}
        filters={
          <>
            <SearchBox label={t('filter.q')} value={list.values.q} onSearch={(q) => list.set({ q })} />
            <FilterChoice
              label={t('field.roles')}
              value={list.values.role}
              options={[all, ...ROLES.map((role) => ({ value: role, text: t(`common:role.${role}`) }))]}
              onChange={(role) => list.set({ role })}
            />
            <FilterChoice
              label={t('field.state')}
              value={list.values.state}
              options={[all, ...STATES.map((state) => ({ value: state, text: t(`state.${state}`) }))]}
              onChange={(state) => list.set({ state })}
            />
          </>
        }
        empty={<EmptyState title={t('empty.title')} hint={t('empty.hint')} />}
      />
      {open && 'drawer' in open && (
        <UserDrawer
          user={open.drawer}
          onChanged={refreshList}
          onLink={(user, link) => setOpen({ user, link })}
          onClose={() => setOpen(null)}
        />
      )}
      {open && 'link' in open && (
        <LinkDialog user={open.user} link={open.link} onClose={() => setOpen(null)} />
      )}
    </>
  )
}
