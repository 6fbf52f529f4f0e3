import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { isStatus } from '@/api/errors'
import { useCan } from '@/api/session'
import { PageHeader, Tag } from '@/components/PageHeader'
import { NotFound, PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { useListState } from '@/components/useListState'
import { useSystemCrumb } from '@/components/useSystemCrumb'
import { type Adapter, editPath, useAdapterVersions } from './api'
import './adapters.css'
import { Tables } from './Tables'
import { Versions } from './Versions'
import { useVersionName } from './words'

/** The words of one system: what is in force, and what was before. */
export default function AdapterPage() {
  const { t } = useTranslation('adapters')
  const { system = '' } = useParams()
  const versions = useAdapterVersions(system)
  if (versions.data) return <Shown versions={versions.data} />
  if (isStatus(versions.error, 404, 422)) return <NotFound hint={t('notFound')} />
  if (versions.error) return <ProblemAlert error={versions.error} onRetry={() => void versions.refetch()} />
  return <PageLoading />
}

function Shown({ versions }: { versions: Adapter[] }) {
  const { t } = useTranslation(['adapters', 'complaints'])
  const name = useVersionName()
  const system = useSystemCrumb()
  const navigate = useNavigate()
  const writes = useCan()('adapter.write')
  const { values, set } = useListState({ version: '' })
  const [newest] = versions
  const shown = versions.find(({ number }) => String(number) === values.version) ?? newest
  if (newest === undefined || shown === undefined) return null
  const { mapping, source_system: code } = shown
  return (
    <>
      <PageHeader
        title={newest.mapping.name}
        crumbs={[system, { text: t('title'), to: '/system/adapters' }]}
        tags={
          <>
            <Tag>{name(shown)}</Tag>
            <StatusMark level={shown.in_force ? 'done' : 'watch'}>
              {t(shown.in_force ? 'inForce' : 'earlier')}
            </StatusMark>
          </>
        }
        facts={t('about', { code, channel: t(`complaints:channel.${mapping.channel}`) })}
        actions={
          writes && (
            <Button
              type="primary"
              onClick={() => void navigate(editPath(code, shown.in_force ? undefined : shown.number))}
            >
              {t(shown.in_force ? 'edit.action' : 'edit.again')}
            </Button>
          )
        }
      />
      {!shown.in_force && (
        <p className="py-sentence py-adapter-lead">
          {t('notInForce')}{' '}
          <button type="button" className="py-link" onClick={() => set({ version: '' })}>
            {t('toInForce')}
          </button>
        </p>
      )}
      <Tables mapping={mapping} />
      <Versions
        versions={versions}
        shown={shown.number}
        onShow={(number) => {
          set({ version: String(number) })
          scrollTo({ top: 0 })
        }}
      />
    </>
  )
}
