import { useQueryClient } from '@tanstack/react-query'
import { Form, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { useNotice } from '@/components/Notices'
import { useCount } from '@/features/results/figures'
import { useRoundContext } from '@/features/rounds/context'
import { decide, type DecisionName, type Flag, screeningKey } from './api'

const LEAST = 5

/** Keep or exclude, each with its reason. What is decided already is not offered again. */
export function DecideButtons({ roundId, flag }: { roundId: string; flag: Flag }) {
  const choices: DecisionName[] = flag.sheets > 0 ? ['kept', 'excluded'] : ['kept']
  return (
    <div className="py-actions">
      {choices
        .filter((choice) => choice !== flag.decision)
        .map((choice) => (
          <DecideButton key={choice} roundId={roundId} flag={flag} choice={choice} />
        ))}
    </div>
  )
}

function DecideButton({ roundId, flag, choice }: { roundId: string; flag: Flag; choice: DecisionName }) {
  const { t } = useTranslation('screening')
  const count = useCount()
  const notice = useNotice()
  const queries = useQueryClient()
  const { refetch } = useRoundContext()
  const [reason, setReason] = useState('')
  const field = useId()
  const confirm = async () => {
    try {
      await decide(roundId, flag, { decision: choice, reason: reason.trim() })
    } finally {
      // After a refusal, too: somebody else may have decided meanwhile.
      await Promise.all([
        queries.invalidateQueries({ queryKey: screeningKey(roundId) }),
        queries.invalidateQueries({ queryKey: ['results', roundId] }),
        queries.invalidateQueries({ queryKey: ['dashboard'] }),
        refetch(),
      ])
    }
    setReason('')
    notice(t('decided'))
  }
  const action = choice === 'kept' && flag.sheets === 0 ? 'noted' : choice
  return (
    <ConfirmSentence
      size="small"
      action={t(`action.${action}`)}
      sentence={t(`sentence.${action}`, { sheets: count(flag.sheets) })}
      ready={reason.trim().length >= LEAST}
      onConfirm={confirm}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('reason')} htmlFor={field} extra={t('reasonHint')}>
          <Input.TextArea
            id={field}
            rows={3}
            value={reason}
            maxLength={500}
            // The server takes one line.
            onChange={(event) => setReason(event.target.value.replace(/\s*\n\s*/g, ' '))}
          />
        </Form.Item>
      </Form>
    </ConfirmSentence>
  )
}
