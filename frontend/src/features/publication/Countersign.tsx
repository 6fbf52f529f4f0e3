import { Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { StatusMark } from '@/components/StatusMark'
import { type Round, useActions } from '@/features/rounds/api'
import { countersignRound, type Snapshot } from './api'
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
      <p>{action.effect}</p>
      <Digest label={t('public')} value={snapshot.public_digest} />
      {action.allowed ? (
        <div className="py-actions">
          {([true, false] as const).map((confirm) => (
            <Decision
              key={String(confirm)}
              confirm={confirm}
              round={round}
              snapshot={snapshot}
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

function Decision({ confirm, round, snapshot, refetch }: Props & { confirm: boolean }) {
  const { t } = useTranslation('publication')
  const notice = useNotice()
  const [note, setNote] = useState('')
  const kind = confirm ? 'confirm' : 'refuse'
  const id = `countersign-${kind}`
  return (
    <ConfirmSentence
      action={t(`countersign.${kind}`)}
      sentence={t(`countersign.${kind}Sentence`, { version: snapshot.version })}
      ready={confirm || note.trim() !== ''}
      onConfirm={async () => {
        await countersignRound(round.id, { confirm, digest: snapshot.public_digest, note: note.trim() })
        notice(t(`countersign.${kind}Done`))
        await refetch()
      }}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t(confirm ? 'countersign.note' : 'countersign.why')} htmlFor={id}>
          <Input id={id} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
        </Form.Item>
      </Form>
    </ConfirmSentence>
  )
}
