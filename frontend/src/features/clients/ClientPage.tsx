import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { isStatus } from '@/api/errors'
import { useCan } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { formatCount } from '@/components/dates'
import { useNotice } from '@/components/Notices'
import { PageHeader, Panel, Tag } from '@/components/PageHeader'
import { NotFound, PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { useSystemCrumb } from '@/components/useSystemCrumb'
import { type Client, CLIENTS, editClient, useClient } from './api'
import { ClientDrawer } from './ClientDrawer'
import { ClientFacts } from './ClientFacts'
import './clients.css'
import { Credentials } from './Credentials'
import { LEVELS } from './words'

/** One system: what it may do, and how it shows who it is. */
export default function ClientPage() {
  const { t } = useTranslation('clients')
  const { id = '' } = useParams()
  const client = useClient(id)
  if (client.data) return <Profile client={client.data} />
  if (isStatus(client.error, 404, 422)) return <NotFound hint={t('notFound')} />
  if (client.error) return <ProblemAlert error={client.error} onRetry={() => void client.refetch()} />
  return <PageLoading />
}

function Profile({ client }: { client: Client }) {
  const { t, i18n } = useTranslation('clients')
  const system = useSystemCrumb()
  const writes = useCan()('client.write')
  const [editing, setEditing] = useState(false)
  const count = (number: number) => formatCount(number, i18n.language)
  return (
    <>
      <PageHeader
        title={client.name}
        crumbs={[system, { text: t('title'), to: '/system/clients' }]}
        tags={
          <>
            <StatusMark level={LEVELS[client.state]}>{t(`state.${client.state}`)}</StatusMark>
            {client.sandbox && <Tag>{t('sandbox')}</Tag>}
          </>
        }
        facts={t('used', { requests: count(client.requests_today), quota: count(client.per_minute) })}
        actions={
          writes && (
            <>
              <Button onClick={() => setEditing(true)}>{t('change')}</Button>
              <Shut client={client} />
            </>
          )
        }
      />
      <Credentials client={client} />
      <Panel title={t('about')}>
        <ClientFacts client={client} />
      </Panel>
      {editing && (
        <ClientDrawer client={client} onSaved={() => undefined} onClose={() => setEditing(false)} />
      )}
    </>
  )
}

/** Shuts a system out at once, or lets it in again. */
function Shut({ client }: { client: Client }) {
  const { t } = useTranslation('clients')
  const notice = useNotice()
  const queries = useQueryClient()
  const step = client.state === 'disabled' ? 'enable' : 'disable'
  return (
    <ConfirmSentence
      action={t(`shut.${step}.action`)}
      sentence={t(`shut.${step}.sentence`, { name: client.name })}
      onConfirm={async () => {
        try {
          await editClient(client, client.version, { disabled: step === 'disable' })
          notice(t(`shut.${step}.done`))
        } finally {
          await queries.invalidateQueries({ queryKey: CLIENTS })
        }
      }}
    />
  )
}
