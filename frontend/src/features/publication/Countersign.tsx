import { Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { StatusMark } from '@/components/StatusMark'
import { type Round, useActions } from '@/features/rounds/api'
import { countersignRound, type Snapshot } from './api'
import { longEnough } from './reason'
import { Digest } from './Versions'

interface Props {
  round: Round
  snapshot: Snapshot
  refetch: () => Promise<void>
}

/** The second person's decision on what is proposed. It is about the digest that stands here, no other. */
export function Countersign({ round, snapshot, refetch }: Props) {
  const { t } = useTranslation('publication')
  const { data } = useActions(round)
  const action = data?.items.find((item) => item.action === 'countersign')
  if (action === undefined) return null
  return (
    <Panel title={t('countersign.title', { version: snapshot.version })}>
      <Digest label={t('public')} value={snapshot.public_digest} />
      {action.allowed ? (
        <div className="py-actions">
          {(['confirm', 'refuse'] as const).map((kind) => (
            <Decision
              key={kind}
              confirm={kind === 'confirm'}
              roundId={round.id}
              digest={snapshot.public_digest}
              action={t(`countersign.${kind}`)}
              sentence={t(`countersign.${kind}Sentence`, { version: snapshot.version })}
              done={t(`countersign.${kind}Done`)}
              refetch={refetch}
            />
          ))}
        </div>
      ) : (
        action.reasons.map((reason) => (
          <StatusMark key={reason} level="none">
            {reason}
          </StatusMark>
        ))
      )}
    </Panel>
  )
}

interface DecisionProps {
  confirm: boolean
  roundId: string
  /** Of what was read. */
  digest: string
  action: string
  sentence: string
  /** What is said afterwards. */
  done: string
  refetch: () => Promise<void>
}

/** The button of one of the two decisions; a refusal needs a reason. */
export function Decision({ confirm, roundId, digest, action, sentence, done, refetch }: DecisionProps) {
  const { t } = useTranslation('publication')
  const notice = useNotice()
  const [note, setNote] = useState('')
  const id = `countersign-${confirm ? 'confirm' : 'refuse'}`
  return (
    <ConfirmSentence
      action={action}
      sentence={sentence}
      ready={confirm || longEnough(note)}
      onConfirm={async () => {
        await countersignRound(roundId, { confirm, digest, note: note.trim() })
        notice(done)
        await refetch()
      }}
    >
      <Form layout="vertical" component="div">
        <Form.Item
          label={t(confirm ? 'countersign.note' : 'countersign.why')}
          htmlFor={id}
          extra={confirm ? undefined : t('countersign.reasonHint')}
        >
          <Input id={id} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
        </Form.Item>
      </Form>
    </ConfirmSentence>
  )
}
