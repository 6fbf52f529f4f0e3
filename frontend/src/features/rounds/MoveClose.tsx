import { Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { DateInput } from '@/components/DateInput'
import { formatDate } from '@/components/dates'
import { useNotice } from '@/components/Notices'
import { movePlannedClose, type Round } from './api'

/** Moves the planned closing of an open round; the reason stays on the round. */
export function MoveClose({ round, refetch }: { round: Round; refetch: () => Promise<void> }) {
  const { t, i18n } = useTranslation('rounds')
  const notice = useNotice()
  const [day, setDay] = useState(round.planned_close)
  const [reason, setReason] = useState('')
  const before = round.planned_close
  return (
    <ConfirmSentence
      action={t('move.action')}
      sentence={t(before === null ? 'move.first' : 'move.sentence', {
        before: formatDate(before, i18n.language),
      })}
      ready={day !== null && day !== before && reason.trim() !== ''}
      onConfirm={async () => {
        if (day === null) return
        await movePlannedClose(round.id, round.version, { planned_close: day, reason: reason.trim() })
        setReason('')
        notice(t('move.done'))
        await refetch()
      }}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('move.day')} htmlFor="move-day">
          <DateInput id="move-day" value={day} onChange={setDay} />
        </Form.Item>
        <Form.Item label={t('move.reason')} htmlFor="move-reason" extra={t('move.reasonHint')}>
          <Input
            id="move-reason"
            value={reason}
            maxLength={200}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
    </ConfirmSentence>
  )
}
