import { useQueryClient } from '@tanstack/react-query'
import { Form, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { useNotice } from '@/components/Notices'
import { useCount } from '@/features/results/figures'
import { useRoundContext } from '@/features/rounds/context'
import { decide, type DecisionName, type Flag, keepSeveral, MOST, screeningKey } from './api'

const LEAST = 5

/** Keep or exclude, each with its reason. What is decided already is not offered again. */
export function DecideButtons({ roundId, flag }: { roundId: string; flag: Flag }) {
  const possible: DecisionName[] = flag.sheets > 0 ? ['kept', 'excluded'] : ['kept']
  const choices = possible.filter((choice) => choice !== flag.decision)
  if (choices.length === 0) return null
  return (
    <div className="py-actions">
      {choices.map((choice) => (
        <DecideButton key={choice} roundId={roundId} flag={flag} choice={choice} />
      ))}
    </div>
  )
}

/** Keeps all that nobody has decided, flags of one kind. Excluding is not offered: it takes a look at each flag. */
export function KeepRestButton({ roundId, flags }: { roundId: string; flags: readonly Flag[] }) {
  const { t } = useTranslation('screening')
  const count = useCount()
  const rest = flags.filter(({ decision }) => decision === 'undecided').slice(0, MOST)
  const sheets = rest.reduce((sum, flag) => sum + flag.sheets, 0)
  // A single one has its own button.
  if (rest.length < 2) return null
  const action = sheets === 0 ? 'noted' : 'kept'
  const which = rest.length === flags.length ? 'all' : 'rest'
  const numbers = { flags: count(rest.length), sheets: count(sheets) }
  return (
    <Decide
      roundId={roundId}
      action={t(`several.${action}.${which}`, numbers)}
      sentence={t(`several.${action}.sentence`, numbers)}
      hint={t('several.reasonHint')}
      done={t('several.done', numbers)}
      onDecide={(reason) => keepSeveral(roundId, rest, reason)}
    />
  )
}

function DecideButton({ roundId, flag, choice }: { roundId: string; flag: Flag; choice: DecisionName }) {
  const { t } = useTranslation('screening')
  const count = useCount()
  const action = choice === 'kept' && flag.sheets === 0 ? 'noted' : choice
  return (
    <Decide
      roundId={roundId}
      action={t(`action.${action}`)}
      sentence={t(`sentence.${action}`, { sheets: count(flag.sheets) })}
      hint={t('reasonHint')}
      done={t('decided')}
      onDecide={(reason) => decide(roundId, flag, { decision: choice, reason })}
    />
  )
}

interface DecideProps {
  roundId: string
  action: string
  sentence: string
  hint: string
  done: string
  onDecide: (reason: string) => Promise<unknown>
}

/** Asks for the reason, decides, and reads anew what the decision changes. */
function Decide({ roundId, action, sentence, hint, done, onDecide }: DecideProps) {
  const { t } = useTranslation('screening')
  const notice = useNotice()
  const queries = useQueryClient()
  const { refetch } = useRoundContext()
  const [reason, setReason] = useState('')
  const field = useId()
  const missing = LEAST - reason.trim().length
  const confirm = async () => {
    try {
      await onDecide(reason.trim())
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
    notice(done)
  }
  return (
    <ConfirmSentence
      size="small"
      action={action}
      sentence={sentence}
      ready={missing <= 0}
      onConfirm={confirm}
    >
      <Form layout="vertical" component="div">
        <Form.Item
          label={t('reason')}
          htmlFor={field}
          extra={reason !== '' && missing > 0 ? t('reasonShort', { missing }) : hint}
        >
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
