import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { isStatus } from '@/api/errors'
import { formatDate } from '@/components/dates'
import { PageHeader, Panel, Tag } from '@/components/PageHeader'
import { NotFound, PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { type Transfer, transferQuery, TRANSFERS } from './api'
import { TransferContext, useTransfer } from './context'
import { Due, OrderState } from './Due'
import { Files, GivenFiles } from './Files'
import { Messages } from './Messages'
import { NextStep } from './NextStep'
import { Requests } from './Requests'
import { ResultPanel } from './ResultPanel'
import { Supervision } from './Supervision'
import './transfers.css'

export default function TransferPage() {
  return <TransferAt id={useParams()['id'] ?? ''} />
}

export function TransferAt({ id }: { id: string }) {
  const { t } = useTranslation('transfers')
  const { data, error, refetch } = useQuery(transferQuery(id))
  if (data) return <Order key={data.id} order={data} />
  if (isStatus(error, 404, 422)) return <NotFound hint={t('notFound')} />
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />
  return <PageLoading />
}

function Order({ order }: { order: Transfer }) {
  const { t } = useTranslation('transfers')
  const queries = useQueryClient()
  const [unsaved, setUnsaved] = useState(false)
  const show = (after: Transfer) => {
    queries.setQueryData([...TRANSFERS, after.id], after)
    void queries.invalidateQueries({ queryKey: [...TRANSFERS, 'list'] })
  }
  return (
    <TransferContext value={{ order, show, unsaved }}>
      <PageHeader
        title={order.number}
        crumbs={[{ text: t('title'), to: '/transfers' }]}
        tags={
          <>
            <Tag strong={order.role === 'lead'}>{t(`role.${order.role}`)}</Tag>
            {order.final && <Tag>{t('final')}</Tag>}
          </>
        }
        facts={order.unit_name}
      />
      <NextStep />
      <div className="py-two-columns">
        <div>
          <Panel title={t('matter.title')} note={t('matter.note')}>
            <p className="py-prose">{order.matter}</p>
            <GivenFiles />
          </Panel>
          <Supervision />
          <ResultPanel onUnsaved={setUnsaved} />
          <Files />
          <Messages />
        </div>
        <div>
          <Dates />
          <Requests />
        </div>
      </div>
    </TransferContext>
  )
}

function Dates() {
  const { t, i18n } = useTranslation('transfers')
  const { order } = useTransfer()
  return (
    <Panel title={t('dates')}>
      <dl className="py-facts-list">
        <dt>{t('field.state')}</dt>
        <dd>
          <OrderState order={order} />
        </dd>
        <dt>{t('field.dispatched')}</dt>
        <dd>{formatDate(order.dispatched_on, i18n.language)}</dd>
        <dt>{t('field.due')}</dt>
        <dd>
          <Due order={order} />
        </dd>
      </dl>
      <p className="py-caption py-order-note">{t('datesNote')}</p>
    </Panel>
  )
}
