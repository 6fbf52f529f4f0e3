import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCan } from '@/api/session'
import { EmptyState } from '@/components/EmptyState'
import { Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useRoundContext } from '@/features/rounds/context'
import { useCodeCounts } from './api'
import { CodesTable } from './CodesTable'
import { IssueCodes } from './IssueCodes'

/** 评议码: how many are planned, issued and used, by stratum; issuing them while the round is a draft. */
export default function CodesPage() {
  const { t } = useTranslation('collection')
  const { round } = useRoundContext()
  const issues = useCan()('code.issue')
  const counts = useCodeCounts(round.id)
  if (round.collection === 'paper') {
    return (
      <Nothing title={t('codes.paper.title')} hint={t('codes.paper.hint')}>
        <Link to="../keying">{t('codes.paper.to')}</Link>
      </Nothing>
    )
  }
  if (counts.data === undefined) {
    return counts.error === null ? (
      <PageLoading />
    ) : (
      <ProblemAlert error={counts.error} onRetry={() => void counts.refetch()} />
    )
  }
  const rows = counts.data.items
  if (rows.length === 0) {
    return (
      <Nothing title={t('codes.noStrata.title')} hint={t('codes.noStrata.hint')}>
        <Link to="../setup">{t('codes.noStrata.to')}</Link>
      </Nothing>
    )
  }
  const why = round.state === 'draft' ? 'office' : 'fixed'
  return (
    <div className="py-collection">
      {round.state === 'draft' && issues ? (
        <IssueCodes rows={rows} />
      ) : (
        <Panel title={t('codes.title')} note={t(`codes.why.${why}`)}>
          <CodesTable rows={rows} />
          {round.state === 'open' && <p className="py-caption">{t('rounded')}</p>}
        </Panel>
      )}
    </div>
  )
}

function Nothing({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <div className="py-panel">
      <EmptyState title={title} hint={hint} actions={children} />
    </div>
  )
}
