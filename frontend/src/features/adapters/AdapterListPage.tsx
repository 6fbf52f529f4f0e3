import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useCan } from '@/api/session'
import { TableFrame } from '@/components/DataTable'
import { formatCount } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { PageHeader } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSystemCrumb } from '@/components/useSystemCrumb'
import { type Adapter, adapterPath, newPath, useAdapters } from './api'
import './adapters.css'
import { NewDialog } from './NewDialog'
import { Submitted } from './Submitted'
import { useVersionName } from './words'

/** 对接词表: whose words are translated, each with what is in force. */
export default function AdapterListPage() {
  const { t } = useTranslation('adapters')
  const system = useSystemCrumb()
  const navigate = useNavigate()
  const writes = useCan()('adapter.write')
  const adapters = useAdapters()
  const [adding, setAdding] = useState(false)
  return (
    <>
      <PageHeader
        title={t('title')}
        crumbs={[system]}
        facts={t('facts')}
        actions={
          writes &&
          adapters.data && (
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('create')}
            </Button>
          )
        }
      />
      <ProblemAlert error={adapters.error} onRetry={() => void adapters.refetch()} />
      {adapters.isPending && <PageLoading />}
      {adapters.data && (
        <div className="py-panel py-panel-flush">
          {adapters.data.length === 0 ? (
            <EmptyState title={t('empty.title')} hint={t('empty.hint')} />
          ) : (
            <List adapters={adapters.data} />
          )}
        </div>
      )}
      {adding && (
        <NewDialog
          known={adapters.data ?? []}
          onChosen={(code, like) => void navigate(newPath(code, like))}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  )
}

function List({ adapters }: { adapters: Adapter[] }) {
  const { t, i18n } = useTranslation(['adapters', 'complaints'])
  const name = useVersionName()
  const sizeOf = (words: object) => formatCount(Object.keys(words).length, i18n.language)
  return (
    <TableFrame caption={t('title')}>
      <thead>
        <tr>
          <th scope="col">{t('field.name')}</th>
          <th scope="col">{t('field.code')}</th>
          <th scope="col">{t('field.channel')}</th>
          <th scope="col" className="py-right">
            {t('table.categories')}
          </th>
          <th scope="col" className="py-right">
            {t('table.units')}
          </th>
          <th scope="col">{t('inForce')}</th>
          <th scope="col">{t('versions.at')}</th>
        </tr>
      </thead>
      <tbody>
        {adapters.map((adapter) => (
          <tr key={adapter.source_system}>
            <th scope="row">
              <Link to={adapterPath(adapter.source_system)}>{adapter.mapping.name}</Link>
            </th>
            <td>
              <code>{adapter.source_system}</code>
            </td>
            <td>{t(`complaints:channel.${adapter.mapping.channel}`)}</td>
            <td className="py-right">{sizeOf(adapter.mapping.categories)}</td>
            <td className="py-right">{sizeOf(adapter.mapping.units)}</td>
            <td>{name(adapter)}</td>
            <td>
              <Submitted version={adapter} />
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}
