import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { PageHeader } from '@/components/PageHeader'
import { useResults } from './api'
import { RoundResults } from './RoundResults'

/** The results of a round on a page of their own. */
export default function RoundResultsPage() {
  const { t } = useTranslation(['results', 'common'])
  const roundId = useParams()['id'] ?? ''
  const round = useResults(roundId).data?.round
  return (
    <>
      <PageHeader
        title={round?.title ?? t('round.title')}
        crumbs={[{ text: t('common:nav.rounds'), to: '/rounds' }]}
      />
      <RoundResults roundId={roundId} />
    </>
  )
}
