import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Outlet, useLocation, useParams } from 'react-router'
import { isStatus } from '@/api/errors'
import { useCan } from '@/api/session'
import { PageHeader, Tag } from '@/components/PageHeader'
import { NotFound, PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { MethodButton } from '@/features/results/MethodButton'
import { configQuery, ROUNDS, type Round, type RoundConfig, roundQuery } from './api'
import type { RoundContext } from './context'
import { LeaveGuard } from './LeaveGuard'
import { NextAction } from './NextAction'
import { RoundFacts } from './RoundFacts'
import { RoundMenu } from './RoundMenu'
import { StateTag } from './StateTag'
import { StepLine } from './StepLine'

/** The frame of the pages of a round: what it is, where it stands, what can be done next. */
export default function RoundWorkspace() {
  const { t } = useTranslation('rounds')
  const { id = '' } = useParams()
  const round = useQuery(roundQuery(id))
  const config = useQuery(configQuery(id))
  if (round.data && config.data) return <Workspace key={id} round={round.data} config={config.data} />
  const error = round.error ?? config.error
  if (isStatus(error, 404, 422)) return <NotFound hint={t('notFound')} />
  if (error) {
    const again = () => void Promise.all([round.refetch(), config.refetch()])
    return <ProblemAlert error={error} onRetry={again} />
  }
  return <PageLoading />
}

function Workspace({ round, config }: { round: Round; config: RoundConfig }) {
  const { t } = useTranslation('rounds')
  const can = useCan()
  const queries = useQueryClient()
  const [unsaved, setUnsaved] = useState<readonly string[]>([])
  const onUnsaved = useCallback((part: string, is: boolean) => {
    setUnsaved((parts) => {
      if (parts.includes(part) === is) return parts
      return is ? [...parts, part] : parts.filter((one) => one !== part)
    })
  }, [])
  const refetch = () => queries.invalidateQueries({ queryKey: ROUNDS })
  const context: RoundContext = { round, config, refetch, onUnsaved }
  return (
    <>
      <PageHeader
        title={round.title}
        crumbs={[{ text: t('title'), to: '/rounds' }]}
        tags={
          <>
            <StateTag state={round.state} />
            {round.demo && <Tag>{t('demo')}</Tag>}
          </>
        }
        facts={<RoundFacts round={round} />}
        actions={
          <>
            <ToComments round={round} can={can} />
            {round.method_digest !== null && <MethodButton roundId={round.id} />}
            {can('round.write') && <RoundMenu round={round} />}
          </>
        }
      />
      <StepLine round={round} can={can} />
      <NextAction round={round} refetch={refetch} unsaved={unsaved.length > 0} />
      <Suspense fallback={<PageLoading />}>
        <Outlet context={context} />
      </Suspense>
      <LeaveGuard unsaved={unsaved.length > 0} />
    </>
  )
}

/** The way to what respondents wrote: for those who check it once the round is counted, for readers once it is published. */
function ToComments({ round, can }: { round: Round; can: (permission: string) => boolean }) {
  const { t } = useTranslation('rounds')
  const to = `/rounds/${round.id}/comments`
  const { pathname } = useLocation()
  const early = round.state === 'draft' || round.state === 'open' || round.state === 'closed'
  const there = can('result.read') ? !early : round.state === 'published'
  if (!there || !can('comment.read')) return null
  return (
    <Link to={to} aria-current={pathname === to ? 'page' : undefined}>
      {t('comments')}
    </Link>
  )
}
