import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCan } from '@/api/session'
import { formatDateTime } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { useNotice } from '@/components/Notices'
import { PageHeader } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import { type Report, REPORTS, takeReport, useReports } from './api'
import './retaliation.css'
import { SettleDialog } from './SettleDialog'

const LEVELS: Record<Report['state'], StatusLevel> = { new: 'overdue', taken: 'watch', settled: 'done' }

/** 打击报复: what complainants report, taken and settled by supervisors; the auditor reads it. */
export default function ReportsPage() {
  const { t } = useTranslation('retaliation')
  const reports = useReports()
  return (
    <>
      <PageHeader title={t('title')} facts={t('facts')} crumbs={[{ text: t('centre'), to: '/complaints' }]} />
      <ProblemAlert error={reports.error} onRetry={() => void reports.refetch()} />
      {reports.data === undefined ? (
        reports.error === null && <PageLoading />
      ) : reports.data.items.length === 0 ? (
        <div className="py-panel">
          <EmptyState title={t('none')} hint={t('noneHint')} />
        </div>
      ) : (
        <ul className="py-reports">
          {reports.data.items.map((one) => (
            <One key={one.id} one={one} />
          ))}
        </ul>
      )}
    </>
  )
}

function One({ one }: { one: Report }) {
  const { t, i18n } = useTranslation('retaliation')
  const at = (value: string | null) => formatDateTime(value, i18n.language)
  return (
    <li className="py-panel">
      <h2>
        <Link to={`/complaints/${one.case_id}`}>{t('case', { number: one.case_number })}</Link>
      </h2>
      <StatusMark level={LEVELS[one.state]}>{t(`state.${one.state}`)}</StatusMark>
      <p className="py-prose">{one.body}</p>
      <p className="py-caption">{t('at', { at: at(one.at) })}</p>
      {one.taken_by_name !== null && (
        <p className="py-caption">{t('taken', { name: one.taken_by_name, at: at(one.taken_at) })}</p>
      )}
      {one.outcome !== null && (
        <>
          <p className="py-prose">{t('outcome', { text: one.outcome })}</p>
          <p className="py-caption">{t('settled', { at: at(one.settled_at) })}</p>
        </>
      )}
      <Acts one={one} />
    </li>
  )
}

/** What the person can do about a report. */
function Acts({ one }: { one: Report }) {
  const { t } = useTranslation('retaliation')
  const can = useCan()
  const notice = useNotice()
  const queries = useQueryClient()
  const [settling, setSettling] = useState(false)
  const reload = () => queries.invalidateQueries({ queryKey: REPORTS })
  const take = useMutation({
    mutationFn: () => takeReport(one.id),
    onSuccess: () => notice(t('done.take')),
    onSettled: reload,
  })
  if (!can('complaint.retaliation_settle')) return null
  return (
    <>
      <ProblemAlert error={take.error} />
      <div className="py-actions">
        {one.state === 'new' && (
          <Button type="primary" loading={take.isPending} onClick={() => take.mutate()}>
            {t('take')}
          </Button>
        )}
        {one.may_settle && (
          <Button type="primary" onClick={() => setSettling(true)}>
            {t('settle')}…
          </Button>
        )}
      </div>
      {settling && (
        <SettleDialog
          one={one}
          onClose={() => setSettling(false)}
          onDone={() => {
            setSettling(false)
            notice(t('done.settle'))
            void reload()
          }}
        />
      )}
    </>
  )
}
