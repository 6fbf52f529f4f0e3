import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useMethod } from './api'
import { isMethod } from './method'
import { MethodText } from './MethodText'

/** Opens the method of a round, in words. */
export function MethodButton({ roundId }: { roundId: string }) {
  const { t } = useTranslation('results')
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="py-button" onClick={() => setOpen(true)}>
        {t('round.methodShow')}
      </button>
      {open && (
        <Dialog kind="drawer" title={t('method.title')} onClose={() => setOpen(false)}>
          <Method roundId={roundId} />
        </Dialog>
      )}
    </>
  )
}

function Method({ roundId }: { roundId: string }) {
  const { t } = useTranslation('results')
  const query = useMethod(roundId)
  if (query.data === undefined) {
    return query.error === null ? (
      <PageLoading />
    ) : (
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
    )
  }
  const { method, digest, config } = query.data
  if (!isMethod(method) || digest === null) return <p>{t('method.missing')}</p>
  return <MethodText method={method} digest={digest} config={config} />
}
