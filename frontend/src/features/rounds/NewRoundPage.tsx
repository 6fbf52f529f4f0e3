import { useTranslation } from 'react-i18next'
import { PageHeader } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { usePresets } from './api'
import { NewRoundForm } from './NewRoundForm'
import { useSuggestion } from './useSuggestion'

export default function NewRoundPage() {
  const { t } = useTranslation('rounds')
  const presets = usePresets()
  const start = useSuggestion()
  return (
    <>
      <PageHeader title={t('new.title')} crumbs={[{ text: t('title'), to: '/rounds' }]} />
      {presets.data && start ? (
        <NewRoundForm presets={presets.data.items} start={start} />
      ) : presets.error ? (
        <ProblemAlert error={presets.error} onRetry={() => void presets.refetch()} />
      ) : (
        <PageLoading />
      )}
    </>
  )
}
