import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { EmptyState } from '@/components/EmptyState'
import { Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { Undecided } from '@/features/comments/Undecided'
import { useRoundContext } from '@/features/rounds/context'
import { type Snapshot, useSnapshots } from './api'
import { Countersign } from './Countersign'
import { ProposeVersion } from './ProposeVersion'
import { Versions } from './Versions'

/** 公布: the versions of a round's results, who proposed and countersigned them, and their files. */
export default function PublicationPage() {
  const { round } = useRoundContext()
  const query = useSnapshots(round.id)
  if (query.data !== undefined) return <Loaded items={query.data.items} />
  if (query.error === null) return <PageLoading />
  return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
}

function Loaded({ items }: { items: Snapshot[] }) {
  const { t } = useTranslation('publication')
  const { round, refetch } = useRoundContext()
  const can = useCan()
  const [latest] = items
  if (latest === undefined) {
    return (
      <div className="py-panel">
        <EmptyState title={t('none.title')} hint={t('none.hint')} />
      </div>
    )
  }
  const published = items.some(({ state }) => state === 'published')
  const waits = latest.state === 'proposed' || latest.state === 'countersigned'
  return (
    <>
      {latest.state === 'proposed' && can('round.countersign') && (
        <Countersign round={round} snapshot={latest} refetch={refetch} />
      )}
      <Panel
        title={t('versions')}
        note={t('versionsNote')}
        actions={
          <>
            {published && round.kind !== 'internal' && (
              <Button href={`/results/${round.id}`}>{t('publicPage')}</Button>
            )}
            {can('round.freeze') && !waits && <ProposeVersion round={round} refetch={refetch} />}
          </>
        }
      >
        <Versions round={round} items={items} />
      </Panel>
      <Undecided roundId={round.id} />
    </>
  )
}
