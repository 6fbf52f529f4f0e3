import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { formatDateTime } from '@/components/dates'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { FACTOR, getSecondFactor, newRecoveryCodes, removeSecondFactor, type SecondFactor } from './api'
import { Enrolment } from './Enrolment'
import { RecoveryCodes } from './RecoveryCodes'

/** The own second factor: set up, taken away, new recovery codes. */
export function SecondFactorPanel() {
  const { t } = useTranslation('auth')
  const queries = useQueryClient()
  const notice = useNotice()
  const [codes, setCodes] = useState<string[] | null>(null)
  const factor = useQuery({ queryKey: FACTOR, queryFn: getSecondFactor })
  const changed = async (text: string) => {
    setCodes(null)
    await Promise.all([queries.invalidateQueries({ queryKey: FACTOR }), refresh()])
    notice(text)
  }
  return (
    <Panel title={t('factor.title')}>
      <ProblemAlert error={factor.error} onRetry={() => void factor.refetch()} />
      {codes !== null ? (
        <RecoveryCodes codes={codes} onDone={() => void changed(t('factor.codesMade'))} />
      ) : !factor.data?.since ? (
        factor.data && <Enrolment onDone={() => void changed(t('factor.set'))} />
      ) : (
        <InForce factor={factor.data} onCodes={setCodes} onRemoved={() => changed(t('factor.removed'))} />
      )}
    </Panel>
  )
}

interface InForceProps {
  factor: SecondFactor
  onCodes: (codes: string[]) => void
  onRemoved: () => Promise<void>
}

function InForce({ factor, onCodes, onRemoved }: InForceProps) {
  const { t, i18n } = useTranslation('auth')
  const since = formatDateTime(factor.since, i18n.language)
  return (
    <div className="py-stack">
      <p>{t('factor.since', { since })}</p>
      <p>{t('factor.left', { count: factor.recovery_codes_left })}</p>
      <div className="py-actions">
        <ConfirmSentence
          action={t('factor.newCodes')}
          sentence={t('factor.newCodesSentence')}
          onConfirm={async () => onCodes(await newRecoveryCodes())}
        />
        <ConfirmSentence
          action={t('factor.remove')}
          sentence={t(factor.required ? 'factor.removeRequired' : 'factor.removeSentence')}
          onConfirm={async () => {
            await removeSecondFactor()
            await onRemoved()
          }}
        />
      </div>
    </div>
  )
}
