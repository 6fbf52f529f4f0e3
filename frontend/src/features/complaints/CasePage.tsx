import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { isStatus } from '@/api/errors'
import { useCan } from '@/api/session'
import { PageHeader, Tag } from '@/components/PageHeader'
import { NotFound, PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import '@/features/transfers/transfers.css'
import { Actions } from './Actions'
import { Alike } from './Alike'
import { CaseAttachments } from './attachments/CaseAttachments'
import { type Basis as BasisOfDecision, type CaseDetail, caseQuery, CASES } from './api'
import { Basis } from './Basis'
import { Clocks } from './Clocks'
import './case.css'
import './complaints.css'
import { CaseContext } from './context'
import './forms.css'
import { Documents } from './Documents'
import { Facts } from './Facts'
import { Identity } from './Identity'
import { CaseStateMark } from './Left'
import { Messages } from './Messages'
import { NextStep } from './NextStep'
import { Orders } from './Orders'
import { Requests } from './Requests'
import { Results } from './Results'
import { Supervision } from './Supervision'
import { Timeline } from './Timeline'

export default function CasePage() {
  return <CaseAt id={useParams()['id'] ?? ''} />
}

export function CaseAt({ id }: { id: string }) {
  const { t } = useTranslation('complaints')
  const { data, error, refetch } = useQuery(caseQuery(id))
  if (data) return <Case key={data.header.id} detail={data} />
  if (isStatus(error, 404, 422)) return <NotFound hint={t('notFound')} />
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />
  return <PageLoading />
}

function Case({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation('complaints')
  const can = useCan()
  const queries = useQueryClient()
  const { id } = detail.header
  const reload = useCallback(async () => {
    void queries.invalidateQueries({ queryKey: [...CASES, 'list'] })
    void queries.invalidateQueries({ queryKey: [...CASES, 'supervision', id] })
    return queries.query({ ...caseQuery(id), staleTime: 0 })
  }, [queries, id])
  const [dialog, show] = useState<ReactNode>(null)
  const { header, handling, content } = detail
  const { version } = header
  const [read, setRead] = useState<{ version: number; basis: BasisOfDecision } | null>(null)
  const here = useMemo(
    () => ({
      detail,
      reload,
      show,
      basis: read?.version === version ? read.basis : null,
      setBasis: (basis: BasisOfDecision) => setRead({ version, basis }),
    }),
    [detail, reload, read, version],
  )
  const may = { write: can('complaint_attachment.write'), release: can('complaint_attachment.release') }
  return (
    <CaseContext value={here}>
      <PageHeader
        title={header.summary || t('unnamedTitle')}
        crumbs={[{ text: t('title'), to: '/complaints' }]}
        tags={
          <>
            {handling !== null && <Tag>{t(`handling.${handling}`)}</Tag>}
            {header.cycle > 1 && <Tag strong>{t('value.cycle', { count: header.cycle })}</Tag>}
            {detail.about_head && <Tag>{t('value.aboutHead')}</Tag>}
            {detail.taken_over && <Tag strong>{t('value.takenOver')}</Tag>}
            {detail.ex_officio && <Tag>{t('value.exOfficio')}</Tag>}
            {detail.held && <Tag>{t('value.held')}</Tag>}
            {detail.publishable && <Tag>{t('value.publishable')}</Tag>}
            {detail.text_erased_at !== null && <Tag>{t('value.textErased')}</Tag>}
            {detail.identity_erased_at !== null && detail.text_erased_at === null && (
              <Tag>{t('value.identityErased')}</Tag>
            )}
          </>
        }
        facts={
          <>
            {header.number} · <CaseStateMark state={header.state} />
          </>
        }
      />
      <NextStep />
      <Basis />
      <Clocks />
      <div className="py-two-columns py-case">
        <div>
          <Facts />
          {content !== null && (
            <>
              <CaseAttachments caseId={id} may={may} onChanged={() => void reload()} />
              <Results />
              <Orders />
              <Messages />
            </>
          )}
          <Timeline />
        </div>
        <div>
          <Requests />
          <Actions />
          <Supervision />
          {content !== null && (
            <>
              <Identity />
              <Alike />
              <Documents />
            </>
          )}
        </div>
      </div>
      {dialog}
    </CaseContext>
  )
}
