import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useCan } from '@/api/session'
import { type Column, DataTable } from '@/components/DataTable'
import { formatCount, formatDateTime } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { PageHeader, Tag } from '@/components/PageHeader'
import { StatusMark } from '@/components/StatusMark'
import { useListState } from '@/components/useListState'
import { useSystemCrumb } from '@/components/useSystemCrumb'
import { type Client, type ClientFilters, useClients } from './api'
import { ClientDrawer } from './ClientDrawer'
import './clients.css'
import { UnitName } from './UnitName'
import { LEVELS, useScopeWords } from './words'

const DEFAULTS: ClientFilters = { sort: 'name' }

const pathOf = ({ id }: Client) => `/system/clients/${id}`

/** The systems that are let in by the API. */
export default function ClientListPage() {
  const { t, i18n } = useTranslation('clients')
  const words = useScopeWords()
  const navigate = useNavigate()
  const writes = useCan()('client.write')
  const system = useSystemCrumb()
  const list = useListState(DEFAULTS)
  const clients = useClients(list.query)
  const [adding, setAdding] = useState(false)
  const count = (number: number) => formatCount(number, i18n.language)
  const columns: Column<Client>[] = [
    {
      key: 'name',
      title: t('field.name'),
      sort: 'name',
      heading: true,
      render: (client) => (
        <>
          <Link to={pathOf(client)}>{client.name}</Link> {client.sandbox && <Tag>{t('sandbox')}</Tag>}
        </>
      ),
    },
    { key: 'owner', title: t('field.owner'), render: (client) => <UnitName id={client.owner_unit_id} /> },
    {
      key: 'scopes',
      title: t('field.scopes'),
      render: ({ scopes }) => (
        <div className="py-client-words">{scopes.map(words.short).join(t('comma'))}</div>
      ),
    },
    {
      key: 'units',
      title: t('field.units'),
      render: ({ all_units, unit_ids }) =>
        all_units ? t('units.all') : t('units.some', { number: unit_ids.length }),
    },
    {
      key: 'state',
      title: t('field.state'),
      render: ({ state, credentials }) => (
        <>
          <StatusMark level={LEVELS[state]}>{t(`state.${state}`)}</StatusMark>
          {credentials.length === 0 && <div className="py-caption">{t('noCredential')}</div>}
        </>
      ),
    },
    {
      key: 'last_used_at',
      title: t('field.last_used_at'),
      render: ({ last_used_at }) => formatDateTime(last_used_at, i18n.language),
    },
    {
      key: 'requests',
      title: t('field.requests'),
      align: 'right',
      render: ({ requests_today, per_minute }) => (
        <>
          {count(requests_today)}
          <div className="py-caption">{t('quota', { number: count(per_minute) })}</div>
        </>
      ),
    },
  ]
  return (
    <>
      <PageHeader
        title={t('title')}
        crumbs={[system]}
        facts={t('facts')}
        actions={
          writes && (
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('create')}
            </Button>
          )
        }
      />
      <DataTable
        name="clients"
        caption={t('title')}
        columns={columns}
        rowKey={(client) => client.id}
        query={clients}
        list={list}
        empty={<EmptyState title={t('empty.title')} hint={t(writes ? 'empty.hint' : 'empty.others')} />}
      />
      {adding && (
        <ClientDrawer
          client={null}
          onSaved={(client) => void navigate(pathOf(client))}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  )
}
