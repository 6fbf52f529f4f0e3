import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatDateTime } from '@/components/dates'
import { PageHeader, Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { type FindingState, type SecurityCheck, useSecurityCheck } from './api'
import { FindingTable } from './FindingTable'

/** For administrators and auditors: how safely the server is set up and runs. Nothing can be set here. */
export default function SecurityCheckPage() {
  const { t, i18n } = useTranslation(['security', 'common'])
  const check = useSecurityCheck(i18n.language)
  return (
    <>
      <PageHeader
        title={t('title')}
        crumbs={[{ text: t('common:nav.system'), to: '/system/users' }]}
        facts={t('note')}
        actions={
          <Button onClick={() => void check.refetch()} loading={check.isFetching}>
            {t('again')}
          </Button>
        }
      />
      <ProblemAlert error={check.error} onRetry={() => void check.refetch()} />
      {check.isPending && <PageLoading />}
      {check.data && (
        <>
          <Summary check={check.data} />
          <Panel title={t('startup.title')} note={t('startup.note')}>
            <FindingTable caption={t('startup.title')} findings={check.data.startup} />
          </Panel>
          <Panel title={t('running.title')} note={t('running.note')}>
            <FindingTable caption={t('running.title')} findings={check.data.running} />
          </Panel>
        </>
      )}
    </>
  )
}

function Summary({ check }: { check: SecurityCheck }) {
  const { t, i18n } = useTranslation('security')
  const all = [...check.startup, ...check.running]
  const count = (state: FindingState) => all.filter((finding) => finding.state === state).length
  const [fails, advice] = [count('fails'), count('advice')]
  return (
    <div className="py-panel" role="status">
      <div className="py-actions">
        {fails === 0 ? (
          <StatusMark level="done">{t('sound')}</StatusMark>
        ) : (
          <StatusMark level="overdue">{t('toFix', { number: fails })}</StatusMark>
        )}
        {advice > 0 && <StatusMark level="watch">{t('toImprove', { number: advice })}</StatusMark>}
        <span className="py-caption">{t('at', { at: formatDateTime(check.checked_at, i18n.language) })}</span>
      </div>
    </div>
  )
}
