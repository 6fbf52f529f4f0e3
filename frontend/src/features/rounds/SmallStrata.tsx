import { Button } from 'antd'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { editRound } from './api'
import { useRoundContext } from './context'

/** Whether strata may be so small that people could be guessed; allowing it asks first. */
export function SmallStrata() {
  const { t } = useTranslation('rounds')
  const { round, refetch } = useRoundContext()
  const set = async (allow: boolean) => {
    await editRound(round.id, round.version, { allow_small_strata: allow })
    await refetch()
  }
  const forbid = useMutation({ mutationFn: () => set(false) })
  return (
    <div className="py-actions py-small-strata">
      {round.allow_small_strata ? (
        <>
          <StatusMark level="watch">{t('small.on')}</StatusMark>
          <Button size="small" loading={forbid.isPending} onClick={() => forbid.mutate()}>
            {t('small.forbid')}
          </Button>
        </>
      ) : (
        <>
          <span className="py-caption">{t('small.off')}</span>
          <ConfirmSentence
            size="small"
            action={t('small.allow')}
            sentence={t('small.allowSentence')}
            onConfirm={() => set(true)}
          />
        </>
      )}
      <ProblemAlert error={forbid.error} />
    </div>
  )
}
