import { Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { useNotice } from '@/components/Notices'
import type { Round } from '@/features/rounds/api'
import { proposeVersion } from './api'
import { longEnough } from './reason'

/** Another version, with its reason: a correction of what is published, or after a refusal. */
export function ProposeVersion({ round, refetch }: { round: Round; refetch: () => Promise<void> }) {
  const { t } = useTranslation('publication')
  const notice = useNotice()
  const [reason, setReason] = useState('')
  const kind = round.state === 'published' ? 'correct' : 'again'
  return (
    <ConfirmSentence
      action={t(`propose.${kind}`)}
      sentence={t(`propose.${kind}Sentence`)}
      ready={longEnough(reason)}
      onConfirm={async () => {
        await proposeVersion(round.id, round.version, reason.trim())
        setReason('')
        notice(t('propose.done'))
        await refetch()
      }}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('propose.reason')} htmlFor="propose-reason" extra={t('propose.reasonHint')}>
          <Input
            id="propose-reason"
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
    </ConfirmSentence>
  )
}
